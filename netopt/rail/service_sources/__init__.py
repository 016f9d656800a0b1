"""Who knows what runs: route relations, a user's table, GTFS, and a default; the most trusted first."""
