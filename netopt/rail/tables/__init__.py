"""Tables of lines, zones and places: how they are read and what they must keep to."""
