"""The rooms of the opportunities measure: what is computed, and how it is told."""
