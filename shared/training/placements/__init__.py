"""Immersions (PMSMP) at a host, within their limits."""
