"""The sequence model: from what a shopper did, in its order, to what they are likely to take next."""
