"""Tests of the ranking of runs."""
