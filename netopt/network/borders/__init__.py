"""Borders between jurisdictions: what crossing one costs, and on which side of it everything lies."""
