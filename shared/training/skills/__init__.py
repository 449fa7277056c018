"""What people know how to do: the skills of a place, what was seen of them, and who may show it."""
