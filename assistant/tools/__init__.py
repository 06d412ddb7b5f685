"""The shop's abilities, one file a family; `assistant.tools.all` gathers them."""
