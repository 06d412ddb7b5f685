"""The demo shop's pictures, drawn by code: flat illustrations of each kind of product in the product's colours."""
