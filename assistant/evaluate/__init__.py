"""Measures the assistant: dialogues with a simulated shopper, and the reader on cases written down in a file."""
