"""Payments: the Stripe gateway, its webhook, refunds, transfers, cash, and the stand-in that plays Stripe."""
