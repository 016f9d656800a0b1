"""Reading OpenStreetMap data."""
