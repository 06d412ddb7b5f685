"""A shop's events made fit to learn from, with a report of everything that was left out or changed."""
