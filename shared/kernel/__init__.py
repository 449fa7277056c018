"""Pure Python: money, minutes, weeks, states, identifiers, clock and errors. Imports neither Flask nor SQLAlchemy."""
