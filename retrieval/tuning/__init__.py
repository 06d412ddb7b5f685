"""The encoder learns the shop's words, and is taken into service only where that finds more."""
