"""The rooms of the border_effect measure: times and circles with and without borders, and how they are told."""
