"""Stations: clusters of what OpenStreetMap draws of one station, and their links to track."""
