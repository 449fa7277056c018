"""The impact report: every published figure, its definition, its numerator and denominator, and the lines behind it."""
