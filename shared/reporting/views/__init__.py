"""The pages of finance: revenue, every document, the books."""

from shared.reporting.views import invoices, journal, revenue, year
from shared.reporting.views.blueprint import reporting

__all__ = ["invoices", "journal", "reporting", "revenue", "year"]
