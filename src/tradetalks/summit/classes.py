"""Several classes that played the same scenario, as one table: all rooms of all of them, ranked together."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tradetalks.errors import TradetalksError
from tradetalks.summit.debrief import COLUMNS
from tradetalks.summit.room import OVER

TABLE = "class.csv"
"""In the archive that a chair's page gives."""


def read_archive(path: Path) -> list[dict[str, str]]:
    """The class table of a summit's archive, or of a ``class.csv`` by itself.

    Raises:
        TradetalksError: no such file, no archive of a summit, or a table of other columns.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                text = archive.read(TABLE).decode("utf-8")
        else:
            text = path.read_text(encoding="utf-8")
    except KeyError:
        raise TradetalksError(f"{path}: holds no {TABLE}; expected the zip file that a chair's page gives") from None
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise TradetalksError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        found = ", ".join(rows.fieldnames or ())
        raise TradetalksError(f"{path}: found the columns {found:.200}; expected those of a summit's {TABLE}")
    return list(rows)


def together(classes: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    """One table of several classes, each row with its class before it, places counted among all rooms that are over.

    Raises:
        TradetalksError: two classes that did not play the same parties; shares that are no numbers.
    """
    rows = [{"class": name, **row} for name, table in classes.items() for row in table]
    parties = {name: list(dict.fromkeys(row["party"] for row in table)) for name, table in classes.items()}
    first = next(iter(parties))
    for name, found in parties.items():
        if found != parties[first]:
            raise TradetalksError(
                f"{name} was played by {', '.join(found)}, and {first} by {', '.join(parties[first])}; expected the"
                " same parties in all"
            )
    over = [row for row in rows if row["outcome"] in OVER]
    joint = {(row["class"], row["room"]): _number(row, "share_created") for row in over}
    own: dict[str, dict[tuple[str, str], float]] = {party: {} for party in parties[first]}
    for row in over:
        own[row["party"]][row["class"], row["room"]] = _number(row, "share")
    for row in rows:
        row["rank"] = row["rank_of_party"] = ""
    for row in over:
        here = (row["class"], row["room"])
        row["rank"], row["rank_of_party"] = _place(joint, here), _place(own[row["party"]], here)
    text = io.StringIO()
    writer = csv.DictWriter(text, ["class", *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def unranked(classes: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    """Rooms without a result, which have no place, each with how it stood when its table was written."""
    rooms = {(name, row["room"]): row["outcome"] for name, table in classes.items() for row in table}
    return [f"{name}, room {room} ({phase})" for (name, room), phase in rooms.items() if phase not in OVER]


def _place(scores: Mapping[tuple[str, str], float], here: tuple[str, str]) -> str:
    """From 1; ties share it."""
    return str(1 + sum(other > scores[here] for other in scores.values()))


def _number(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except (TypeError, ValueError):
        raise TradetalksError(
            f"{row['class']}, room {row['room']}: {column}: found '{row[column]!s:.40}', expected a number"
        ) from None
