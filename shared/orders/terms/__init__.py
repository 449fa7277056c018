"""What consumer law asks of a shop: texts to read before one orders, and the right to change one's mind."""
