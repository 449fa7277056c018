"""What other programs may rely on: health, and resources under `/api/v1/` described by OpenAPI 3.1."""
