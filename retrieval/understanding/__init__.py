"""What the words of a query state: brand, kind, audience, colour, size, values, price, and what is not wanted."""
