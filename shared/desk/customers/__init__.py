"""The customers of a workshop for its staff: found, written down, put right, with what they ordered and owe."""

from shared.desk.customers import card, directory
from shared.desk.customers.blueprint import customers

__all__ = ["card", "customers", "directory"]
