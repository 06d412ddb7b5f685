"""The doors: page, command line and HTTP."""
