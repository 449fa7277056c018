"""Figures for those who decide and those who count: revenue now, impact later."""
