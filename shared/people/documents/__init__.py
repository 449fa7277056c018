"""Documents of a person: added, opened under the eyes of the audit, withdrawn; never changed."""
