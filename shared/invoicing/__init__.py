"""Invoices and credit notes: their arithmetic, their Factur-X form and their checks."""
