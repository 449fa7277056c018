"""What every page shares: templates, assets, filters, headers, errors, health."""
