"""The rooms of the scorecard measure: what is computed, the indicators by theme, a score, and how they are told."""
