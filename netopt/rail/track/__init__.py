"""Where a line runs: its course over a track graph."""
