"""What must be said of the data when they are passed on: one line a source, then the text its licence asks for."""

from collections.abc import Iterable
from typing import Final

from netopt.provenance import DataSource

LICENCE_TEXTS: Final = {
    "ODbL-1.0": (
        "This database is made available under the Open Database License 1.0 "
        "(https://opendatacommons.org/licenses/odbl/1-0/); any rights in individual contents of it under the Database "
        "Contents License 1.0 (https://opendatacommons.org/licenses/dbcl/1-0/). Whoever passes it on, changed or not, "
        "does so under the same licence and with this notice."
    ),
}
"""Notices that licences ask for, by SPDX id."""


def licence_notices(sources: Iterable[DataSource]) -> list[str]:
    """Who is to be named, by source, each once and in their order; then the texts of the licences that ask for one."""
    given = list(sources)
    named = [f"{source.attribution} ({source.name}, {source.licence})" for source in given]
    return [*dict.fromkeys(named), *licence_texts(given)]


def licence_texts(sources: Iterable[DataSource]) -> list[str]:
    """The texts that the licences of the sources ask for, each once."""
    return list(dict.fromkeys(LICENCE_TEXTS[each.licence] for each in sources if each.licence in LICENCE_TEXTS))
