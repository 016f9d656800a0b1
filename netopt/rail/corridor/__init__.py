"""From track to a network of stations: corridors found by routing, never by drawing."""
