"""From words to products: encoder, lexical and vector search, filters and facets."""
