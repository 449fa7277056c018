"""Work after the commit: rows of an outbox, written in the unit that causes them, drained by the worker."""
