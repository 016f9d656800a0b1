"""A traveller from door to door: access, station, train, egress."""
