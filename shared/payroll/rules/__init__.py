"""The rules of hours as an administrator reads and changes them: categories, limits of labour law."""
