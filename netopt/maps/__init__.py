"""Layers become a map page."""
