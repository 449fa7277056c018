"""The demonstration: invented data, made by the same services as the screens, and the pages that only it has."""
