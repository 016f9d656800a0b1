"""The rooms of the commuting_match measure: observed flows, the four classes, and how they are told."""
