"""The orders of a workshop for its staff: the board of what is to be done, and one order whole with its money."""

from shared.desk.orders import board, order
from shared.desk.orders.blueprint import orders

__all__ = ["board", "order", "orders"]
