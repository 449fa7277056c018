"""Calls beside the requests of a test that opens pages."""

from tests.support.monday import inside

__all__ = ["inside"]
