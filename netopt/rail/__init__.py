"""Rail: lines, running times, services."""
