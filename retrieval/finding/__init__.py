"""The search for who asks directly: requests, sorted pages, facets, and what is given up."""
