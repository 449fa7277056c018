"""Tables as files: one description of columns, written as CSV, XLSX or JSON, whole or not at all."""
