"""The workshops: one folder each, found by `workshops.app`."""
