"""Customers, what the workshops sell, and orders from the basket to the hand-over."""
