"""Training for a title, and the exam at its end."""
