"""From candidates and history to an order, with reasons."""
