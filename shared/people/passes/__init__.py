"""The PASS IAE of a person: its days, what suspends and prolongs it, and what to do next about it."""
