"""The word leg: how texts are cut, which products have which word, and what that scores."""
