"""The journal of sales and payments: one balanced entry for each event, in the unit that made it true."""
