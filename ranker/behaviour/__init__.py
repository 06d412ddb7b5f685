"""How likely a shopper is to click, like, put into the cart and buy each candidate: calibrated, learned from events."""
