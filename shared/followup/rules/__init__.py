"""The dated rules of exits: what a reason counts as, which exits count, when those who left are called."""
