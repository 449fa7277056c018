"""What invoices and books go by, as dated rows: who we are, mentions, VAT, accounts; read and changed on one page."""
