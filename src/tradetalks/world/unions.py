"""Groups of economies that people name together, from ``data/unions.csv``: who is a member, as of when, read where.

Members that the input-output tables do not hold by themselves (Liechtenstein, Paraguay, Timor-Leste ...) lie in the
rest of the world; ``outside`` names them, so that a grouping can say so.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Union:
    """A named group of economies.

    Attributes:
        title: what it is called in full. members: ISO3 codes that the tables hold by themselves.
        as_of: day or year from which this membership holds. source: where that was read.
        outside: names of members that the tables do not hold. also: codes of regions of the embedded world that join
            several members and no one else.
    """

    title: str
    members: tuple[str, ...]
    as_of: str
    source: str
    outside: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _read() -> dict[str, Union]:
    text = (resources.files("tradetalks.world") / "data" / "unions.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Union(
            title=row["title"],
            members=tuple(row["members"].split()),
            as_of=row["as_of"],
            source=row["source"],
            outside=tuple(name.strip() for name in row["outside"].split("|") if name.strip()),
            also=tuple(row["also"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    }


UNIONS: dict[str, Union] = _read()
"""By the code that stands for one region of all its members."""
_PLAIN = {"eu": "EU27", "the european union": "EU27", "gulf states": "GCC"}


def union_named(words: str) -> str | None:
    """The code of a group by code or title, upper or lower case; None if there is none such."""
    folded = words.strip().casefold()
    found = {code.casefold(): code for code in UNIONS} | {u.title.casefold(): code for code, u in UNIONS.items()}
    return (found | _PLAIN).get(folded)


def within(code: str) -> tuple[str, ...]:
    """Codes that a world may hold of a group: members, and regions of the embedded world that join some of them."""
    return (*UNIONS[code].members, *UNIONS[code].also)
