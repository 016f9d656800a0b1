"""Accessibility as plain formulas: arrays in, arrays out; no frames, no networks."""
