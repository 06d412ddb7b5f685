"""From a query as typed to what is looked up: spelling, words joined and split, synonyms."""
