"""What measures of zones share: their numbers, the times between them, their layers."""
