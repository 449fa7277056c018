"""What the tests stand on: databases, browser, personas, races between processes."""
