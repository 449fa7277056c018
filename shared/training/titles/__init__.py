"""The titles of the house and their blocks: read on a page, imported from a table of France compétences."""
