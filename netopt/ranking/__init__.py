"""Runs of regions and years ranked by their scorecards."""

from netopt.ranking.ranked import Ranking, rank

__all__ = ["Ranking", "rank"]
