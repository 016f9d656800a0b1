"""How long a train takes: speed profiles, margins, limits."""
