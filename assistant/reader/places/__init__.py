"""Places in a list of shown products in English: "the second one", "all but the last", "those two"."""
