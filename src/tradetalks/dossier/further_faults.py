"""What else is wrong in a dossier of which the schema refuses a part, so that all is told at once.

Something stands in for what is refused, or it is left out; what is then wrong elsewhere is told if it is so under two
different stand-ins, since what hangs on them is no fault of the dossier.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tradetalks.dossier.every_fault import every_fault
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.schema_faults import location_of, names_at, path_of
from tradetalks.dossier.world_choice import benchmark_of
from tradetalks.errors import MOST_FAULTS, closest
from tradetalks.policy.instruments import instruments

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

STAND_INS: tuple[tuple[Any, ...], ...] = ((0.5, 1, "a", "2100-01-01", True), (0.25, 2, "b", "2101-01-01", False))
"""What stands, in turn, for a value that cannot be read; two rows that differ throughout."""
EMPTY: tuple[Any, ...] = ({}, [])
"""What stands, in the end, for what must be given."""
ROUNDS = len(STAND_INS[0]) + 1 + len(EMPTY)
WORLD = "world"
SETTLED = frozenset({"elasticities", "deficits", "horizon", "labour_mobility", "trade_elasticity_factor",
                     "exchange_rate", "labour_supply", "capital_share", "revenue", "income_tax"})  # fmt: skip
"""Of the world, what no name of a region or sector hangs on; where more of it cannot be read, nothing more is told."""
NAMING = frozenset({"parties", "sources", "events", "profiles"})
"""Names at the top whose entries others refer to: none may be left out."""
ALONE = frozenset({"sources", "events"})
"""Those of them whose entries may be of any content."""
LIKE = 0.75
"""How alike, from 0 to 1, a name must be to one that is valid to be read as it."""


def as_meant(
    error: ValidationError, schema: type[Dossier], content: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[tuple[Any, ...]]]:
    """A copy of the content in which misspelt names, and instruments, are the valid ones that they are like; and the
    places of these. The content itself, and none, where no name can be read so."""
    if error.error_count() > MOST_FAULTS:
        return content, []
    own, moved = _copied(content), list[tuple[Any, ...]]()
    for fault in error.errors(include_url=False):
        at = location_of(fault["loc"], content)
        if fault["type"] == "extra_forbidden":
            place, key = _under(own, at[:-1]), at[-1]
            meant = closest(str(key), names_at(at[:-1], schema, content), 1)
            if isinstance(place, dict) and meant and meant[0] not in place and _alike(str(key), meant[0]):
                place[meant[0]] = place.pop(key)
                moved.append((*at[:-1], meant[0]))
        elif fault["type"] == "union_tag_invalid":
            place = _under(own, at)
            written = place.get("instrument") if isinstance(place, dict) else None
            meant = closest(written, instruments(), 1) if isinstance(written, str) else []
            if isinstance(place, dict) and meant and _alike(str(written), meant[0]):
                place["instrument"] = meant[0]
                moved.append((*at, "instrument"))
    return (own, moved) if moved else (content, [])


def _alike(name: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, name.casefold(), other.casefold()).ratio() >= LIKE


def further_faults(error: ValidationError | None, schema: type[Dossier], content: Mapping[str, Any]) -> list[Fault]:
    """Faults of meaning in a dossier that the schema refuses; none where what it refuses decides on all the rest.

    Args:
        error: what the schema refuses, if anything. content: the dossier's files, merged.
    """
    if error is None:
        return _told(schema.model_validate(content), set())
    if error.error_count() > MOST_FAULTS:
        return []
    found: list[list[Fault]] = []
    for stand_ins in STAND_INS:
        made = _mended(schema.model_validate, content, error, stand_ins)
        if made is None:
            return []
        found.append(_told(*made))
    first, second = found
    return [one for one in first if one in second]


def _told(dossier: Dossier, left_out: set[str]) -> list[Fault]:
    every = islice(every_fault(dossier, *benchmark_of(dossier.world)), 2 * MOST_FAULTS)
    return [one for one in every if not _beside(one.path, left_out)]


def _mended(
    read: Callable[[Any], Dossier], content: Mapping[str, Any], error: ValidationError, stand_ins: tuple[Any, ...]
) -> tuple[Dossier, set[str]] | None:
    """The dossier without what is refused, and the paths that were left out; None where that cannot be had."""
    own, left_out, tried = _copied(content), set[str](), dict[tuple[Any, ...], int]()
    for _ in range(ROUNDS):
        for fault in error.errors(include_url=False):
            at = location_of(fault["loc"], own)
            values = _words_for(fault, stand_ins) or stand_ins
            if not _mend(own, at, fault["type"], values, tried, left_out):
                return None
        try:
            return read(own), left_out
        except ValidationError as next_one:
            error = next_one
    return None


def _words_for(fault: Any, stand_ins: tuple[Any, ...]) -> tuple[Any, ...]:
    """What stands where one of a few words is expected: the first of them or, in the other row, the last; as often as
    there are stand-ins. Empty where it is no such place."""
    if fault["type"] != "literal_error":
        return ()
    words = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
    return len(stand_ins) * (words[0 if stand_ins is STAND_INS[0] else -1],) if words else ()


def _mend(
    content: Any, at: list[Any], kind: str, stand_ins: tuple[Any, ...], tried: dict[tuple[Any, ...], int],
    left_out: set[str],
) -> bool:  # fmt: skip
    """Leave out what is refused at a place, or put the next stand-in there; could something be done?"""
    listed = bool(at) and isinstance(at[-1], int)
    while at and isinstance(at[-1], int):  # of a list's entry: the whole list, so that no other changes its place
        at = at[:-1]
    if not at or (at[0] == WORLD and not SETTLED & {*map(str, at[1:2])}):
        return False
    place, key, turn = _under(content, at[:-1]), at[-1], tried.get(tuple(at), 0)
    if at[0] in NAMING and len(at) <= 2:
        if at[0] not in ALONE or len(at) < 2 or turn or not isinstance(place, dict):
            return False
        place[key], tried[tuple(at)] = {}, 1  # what it must say is put there in turn
        return True
    if not isinstance(place, dict) or turn >= ROUNDS:
        return False
    if key not in place and kind != "missing":  # left out already
        return True
    values = stand_ins if turn < len(stand_ins) else EMPTY
    if kind == "extra_forbidden" or listed or turn == len(stand_ins):
        left_out.add(_plain(path_of(content, at)))
        place.pop(key, None)
        turn = max(turn, len(stand_ins))
    else:
        place[key] = values[turn - (0 if values is stand_ins else len(stand_ins) + 1)]
    tried[tuple(at)] = turn + 1
    return True


def _under(content: Any, at: list[Any]) -> Any:
    """What stands at a place; None where nothing does."""
    for step in at:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _copied(content: Any) -> Any:
    """A copy whose mappings and lists can be changed."""
    if isinstance(content, Mapping):
        return {name: _copied(value) for name, value in content.items()}
    return [_copied(value) for value in content] if isinstance(content, list) else content


def _plain(path: str) -> str:
    """A path without the places of named entries, which some faults tell and some do not."""
    return re.sub(r"\[\d+ ('[^\]]*')\]", r"[\1]", path)


def _beside(path: str, left_out: set[str]) -> bool:
    """Is a path within, or around, one that was left out?"""
    return any(_within(_plain(path), one) or _within(one, _plain(path)) for one in left_out)


def _within(path: str, other: str) -> bool:
    return path == other or (path.startswith(other) and path[len(other)] in ".[")
