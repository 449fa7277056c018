"""Pages of people at work that show several features: the staff home, the boards, the operations page."""
