"""Search measured: on human judgments, and on queries made from a shop's own products."""
