"""The orders of a workshop for its staff: the board of what is to be done, one order, its money, its documents."""

from shared.desk.orders import board, documents, order
from shared.desk.orders.blueprint import orders

__all__ = ["board", "documents", "order", "orders"]
