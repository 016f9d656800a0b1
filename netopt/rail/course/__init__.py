"""The course of a line given as a table, found on the world rail graph: its track is coarse and has no tags."""
