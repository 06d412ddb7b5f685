"""Reading and writing, one noun a file."""
