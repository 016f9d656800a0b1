"""What runs: stop patterns, hops, and the direct rides they make."""
