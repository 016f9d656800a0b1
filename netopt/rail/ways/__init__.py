"""From OpenStreetMap's ways and their tags to a table of ways that are track."""
