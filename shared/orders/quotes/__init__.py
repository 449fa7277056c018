"""Quotes: asked for on a public page, answered by staff, accepted or refused by whoever holds the link."""
