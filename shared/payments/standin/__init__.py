"""A small server that plays Stripe for tests and the demonstration: Checkout, refunds, disputes, SEPA, signed webhooks.

It speaks Stripe's documented JSON, refuses what Stripe refuses, and by default tells its news late, twice and out of
order. It stands on the standard library alone and knows nothing else of the project.
"""
