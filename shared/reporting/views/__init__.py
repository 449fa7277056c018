"""The pages of figures: the year, the impact, revenue, every document, the books."""

from shared.reporting.views import impact, invoices, journal, revenue, year
from shared.reporting.views.blueprint import reporting

__all__ = ["impact", "invoices", "journal", "reporting", "revenue", "year"]
