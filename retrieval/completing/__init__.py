"""What to suggest for what is typed so far: products, queries, brands and categories."""
