"""The rooms of the accessibility measure: what is computed, and how it is told."""
