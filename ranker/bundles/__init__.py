"""Bundles: compatibility between products and the solver that respects a budget."""
