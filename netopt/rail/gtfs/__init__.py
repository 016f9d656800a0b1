"""GTFS timetables: what runs on one day, as stop patterns with their times."""
