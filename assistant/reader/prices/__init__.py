"""Prices in English: amounts, what is said of each, the limits that follow, and the head that weighs them."""
