"""The rooms of the commuting_circle measure: what is computed, and how it is told."""
