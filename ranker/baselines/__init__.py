"""Simple sequence recommenders, to compare the rankers of the shop with."""
