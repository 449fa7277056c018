"""Customers, catalogue, orders: the tables of what is sold, to whom, and how far it has come."""

from shared.orders.models.catalogue import CatalogueItem, CataloguePhoto, CataloguePrice, VatRule
from shared.orders.models.closures import Closure
from shared.orders.models.customers import ContactRole, Customer, CustomerAddress, CustomerContact, CustomerKind
from shared.orders.models.orders import ORDER_TRANSITIONS, Order, OrderAction, OrderLine, OrderStatus, OrderStep
from shared.orders.models.quotes import (
    QUOTE_TRANSITIONS,
    AnswerMethod,
    Quote,
    QuoteAction,
    QuoteAnswer,
    QuoteLine,
    QuoteRevision,
    QuoteStatus,
)
from shared.orders.models.stock import Basket, BasketLine, MoveKind, StockLevel, StockMove
from shared.orders.models.terms import LegalText, Withdrawal, WithdrawalNotice

__all__ = [
    "ORDER_TRANSITIONS",
    "QUOTE_TRANSITIONS",
    "AnswerMethod",
    "Basket",
    "BasketLine",
    "CatalogueItem",
    "CataloguePhoto",
    "CataloguePrice",
    "Closure",
    "ContactRole",
    "Customer",
    "CustomerAddress",
    "CustomerContact",
    "CustomerKind",
    "LegalText",
    "MoveKind",
    "Order",
    "OrderAction",
    "OrderLine",
    "OrderStatus",
    "OrderStep",
    "Quote",
    "QuoteAction",
    "QuoteAnswer",
    "QuoteLine",
    "QuoteRevision",
    "QuoteStatus",
    "StockLevel",
    "StockMove",
    "VatRule",
    "Withdrawal",
    "WithdrawalNotice",
]
