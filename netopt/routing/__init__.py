"""Shortest paths and impedance matrices."""
