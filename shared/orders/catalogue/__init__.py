"""What a workshop sells: items with dated prices, options and photos, and the pages where staff keep them."""
