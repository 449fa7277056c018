"""Half-days of training: planned, signed for, closed into the day sheet."""
