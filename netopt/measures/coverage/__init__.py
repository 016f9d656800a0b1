"""The rooms of the circles_123 measure: which pairs count, and how it is told."""
