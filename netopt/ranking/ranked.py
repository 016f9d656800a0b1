"""Runs ranked by their scorecards, if these stand on the same footing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netopt.errors import Breach, ConfigError
from netopt.outputs.finished_run import read_run
from netopt.outputs.json_text import json_text, write_text
from netopt.outputs.manifest import MADE_BY, files_entry
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all
from netopt.outputs.table import csv_text
from netopt.ranking.cards import Card, cards_of, with_own_labels
from netopt.ranking.footing import footing, unlike
from netopt.ranking.page import ranking_page, side_by_side

FOLDER = Path("out") / "ranking"


@dataclass(frozen=True, eq=False)
class Ranking:
    """Cards side by side, and the folder that holds them as files."""

    cards: tuple[Card, ...]
    ranks: pd.DataFrame
    """A row an indicator and card: value and rank, 1 the best; see ``rank.csv``."""
    folder: Path
    files: tuple[str, ...]

    def shown(self) -> pd.DataFrame:
        """A row an indicator, a column a run: value and in brackets its rank."""
        return side_by_side(self.cards, self.ranks)


def rank(folders: Sequence[str | Path], *, out: str | Path | None = None) -> Ranking:
    """Rank the runs in folders and write rank.csv, ranking.html and manifest.json.

    Parameters
    ----------
    out
        The folder to write; left out: ``out/ranking`` in the working directory.

    Raises
    ------
    ConfigError
        If a folder holds no run or not one scorecard, scorecards stand on different footings (every difference is
        told), or ``out`` is, holds or lies in one of them or holds what netopt did not write.
    """
    paths = [Path(folder) for folder in folders]
    _check_different(paths)
    runs = [(path, *read_run(path)) for path in paths]
    folder = Path(out) if out is not None else FOLDER
    check_replaceable(folder, keep=paths)
    footings = [footing(path, manifest) for path, _, manifest in runs]
    breaches = [
        breach
        for path, found in zip(paths, footings, strict=True)
        for breach in unlike(path, found, footings[0], paths[0])
    ]
    if breaches:
        raise ConfigError(breaches)
    cards = with_own_labels([card for path, summary, manifest in runs for card in cards_of(path, summary, manifest)])
    ranks = _ranks(cards)
    language = str(cards[0].manifest["config"].get("language", "en"))
    with whole_or_not_at_all(folder) as partial:
        write_text(partial / "rank.csv", csv_text(ranks))
        write_text(partial / "ranking.html", ranking_page(cards, ranks, language))
        names = ("rank.csv", "ranking.html")
        made = {
            "made_by": MADE_BY,
            "ranked": [card.about for card in cards],
            "footing": footings[0],
            "files": files_entry(partial, names),
        }
        write_text(partial / "manifest.json", json_text(made))
    return Ranking(cards, ranks, folder, ("manifest.json", *names))


def _check_different(paths: Sequence[Path]) -> None:
    count = Counter(path.resolve() for path in paths)
    twice = dict.fromkeys(str(path) for path in paths if count[path.resolve()] > 1)
    if twice:
        raise ConfigError([Breach(path, "", "is named twice; name each run once") for path in twice])


def _ranks(cards: Sequence[Card]) -> pd.DataFrame:
    """A row an indicator and card, indicators in the order of the cards; what one card alone has is not ranked."""
    frames = []
    for indicator in _rows(cards):
        key = indicator["id"]
        value = np.array([np.nan if (x := card.indicators.get(key, {}).get("value")) is None else x for card in cards])
        ranked = value if np.isfinite(value).sum() > 1 else np.full(value.shape, np.nan)
        place = pd.Series(ranked).rank(method="min", ascending=indicator["better"] == "lower").astype("Int64")
        frames.append(
            pd.DataFrame(
                {
                    "indicator": key,
                    "name_en": indicator["name"],
                    "name_zh": indicator["name_zh"],
                    "unit": indicator["unit"],
                    "better": indicator["better"],
                    **{name: [card.about[name] for card in cards] for name in ("run", "network", "as_of", "state")},
                    "value": value,
                    "rank": place,
                }
            )
        )
    return pd.concat(frames, ignore_index=True).astype({"as_of": "Int64"})


def _rows(cards: Sequence[Card]) -> list[Mapping[str, Any]]:
    """Every indicator that a card has, once; one that only later cards have follows what stands before it there."""
    order: list[str] = []
    found: dict[str, Mapping[str, Any]] = {}
    for card in cards:
        at = 0
        for key, indicator in card.indicators.items():
            if key not in found:
                order.insert(at, key)
                found[key] = indicator
            at = order.index(key) + 1
    return [found[key] for key in order]
