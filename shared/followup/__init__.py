"""What becomes of people: how they leave, and for what."""
