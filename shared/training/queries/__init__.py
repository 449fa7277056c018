"""What the screens show of titles and exams."""
