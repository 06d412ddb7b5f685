"""Candidate sources: one source a file."""
