"""The conversation: reading, model, tools, grounding and the turn that joins them."""
