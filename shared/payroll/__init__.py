"""Day sheets, weeks and months: who worked how long, and why not, from the tablet to the payroll file."""
