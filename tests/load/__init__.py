"""Benchmarks: what the main pages cost beside the least that they could cost, on both databases."""
