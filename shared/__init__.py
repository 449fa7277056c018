"""What every workshop stands on: people, hours, orders, invoices, payments."""
