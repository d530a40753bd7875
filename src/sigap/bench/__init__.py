"""Synthetic data, played cases and measurement."""
