"""From a photo, or from words about how a thing looks, to products: the shop's image network and the photos' index."""
