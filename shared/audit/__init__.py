"""Append-only, hash-chained events: who did or read what, and when."""
