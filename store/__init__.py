"""What a shop knows: products, behaviour, customers, orders, and where each came from."""
