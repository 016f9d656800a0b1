"""Speed of the kernels, run by hand; never asserted."""
