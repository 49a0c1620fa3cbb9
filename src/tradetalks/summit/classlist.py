"""Who sits where: a class list, by hand or by lot, over rooms that play the same scenario side by side."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tradetalks.errors import TradetalksError, WorldError, repeated, unknown
from tradetalks.report.spreadsheet import as_text
from tradetalks.summit.events import Terms
from tradetalks.summit.hall import Plan
from tradetalks.summit.rules import Refused, called
from tradetalks.world.files.cells import existing
from tradetalks.world.files.tabular import read_header

MOST_ROOMS, MOST_CLASS = 60, 2000
COLUMNS = ("name", "room", "party")


class ClassListError(TradetalksError):
    """A class list that cannot be read; says the line."""


@dataclass(frozen=True)
class Student:
    """A line of a class list; room and party are drawn where they are empty."""

    name: str
    room: str = ""
    party: str = ""


def read_class(path: Path, parties: Sequence[str], rooms: Sequence[str]) -> list[Student]:
    """A csv file with the column ``name``, and if seats are given by hand ``room`` and ``party``.

    Raises:
        ClassListError: no such file or column, an unknown room or party, a name twice; all lines are listed.
    """
    try:
        header = read_header(existing(path, "a class list"), "a class list", COLUMNS)
    except WorldError as error:
        raise ClassListError(str(error)) from None
    columns = [name.strip().lower() for name in header.names]
    while columns and not columns[-1]:  # spreadsheets write empty columns too
        columns.pop()
    strange = [*repeated(columns), *(name for name in columns if name not in COLUMNS)]
    if "name" not in columns or strange:
        found = ", ".join(columns)
        raise ClassListError(
            f"{path}: line 1: found the columns {found}; expected name, and perhaps room and party, each once"
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, delimiter=header.delimiter, strict=True)
            rows = [(lines.line_num, [cell.strip() for cell in row]) for row in lines][1 + header.above :]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ClassListError(f"{path}: cannot be read: {error}; save it as 'CSV UTF-8' and try that") from None
    students: list[Student] = []
    faults = []
    for number, row in rows:
        if not any(row):
            continue
        if any(row[len(columns) :]):
            told = f"line {number}: found {len(row)} cells, expected {len(columns)} as in the first line"
            faults.append(f"{told}; a name with '{header.delimiter}' in it needs quotes")
            continue
        cells = {"name": "", "room": "", "party": ""} | dict(zip(columns, row, strict=False))
        try:
            cells["name"] = called(cells["name"])
        except Refused as error:
            faults.append(f"line {number}: {error}")
        one = Student(**cells)
        if one.name in {student.name for student in students}:
            faults.append(f"line {number}: name: '{one.name}' is there already; tell the two apart")
        if one.room and one.room not in rooms:
            faults.append(f"line {number}: {unknown('room', one.room, rooms)}")
        if one.party and one.party not in parties:
            faults.append(f"line {number}: {unknown('party', one.party, parties)}")
        students.append(one)
    if len(students) > MOST_CLASS:
        faults.append(f"{len(students):,} names; expected at most {MOST_CLASS:,}")
    if not students and not faults:
        faults.append("no names under the first line; leave --class out to let anybody in who has a link")
    if faults:
        more = f"; and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise ClassListError(f"{path}: {'; '.join(faults[:20])}{more}")
    return students


def room_names(count: int) -> list[str]:
    """A, B, C ...; AA after Z. Raises ClassListError for none or too many."""
    if not 1 <= count <= MOST_ROOMS:
        raise ClassListError(f"rooms: found {count}, expected 1 to {MOST_ROOMS}")
    letters = string.ascii_uppercase
    return [letters[k] if k < len(letters) else letters[k // 26 - 1] + letters[k % 26] for k in range(count)]


def plan(terms: Terms, rooms: Sequence[str], students: Sequence[Student] = ()) -> Plan:
    """Rooms of the same terms but for their seeds, and everybody in a delegation of one.

    Seats given by hand stand; the rest of the class is drawn by the terms' seed, each into one of the smallest
    delegations there are.
    """
    rng = np.random.default_rng([terms.seed, 3])
    seeds = rng.choice(2**31, size=len(rooms), replace=False)
    opened = {name: replace(terms, seed=int(seed)) for name, seed in zip(rooms, seeds, strict=True)}
    seated: dict[tuple[str, str], list[str]] = {(room, party): [] for room in rooms for party in terms.parties}
    by_lot = [students[k] for k in rng.permutation(len(students))]
    for student in sorted(by_lot, key=lambda one: -(bool(one.room) + bool(one.party))):  # by hand first
        open_ = [seat for seat in seated if student.room in ("", seat[0]) and student.party in ("", seat[1])]
        least = min(len(seated[seat]) for seat in open_)
        smallest = [seat for seat in open_ if len(seated[seat]) == least]
        seated[smallest[int(rng.integers(len(smallest)))]].append(student.name)
    people = {
        room: {party: tuple(seated[room, party]) for party in terms.parties if seated[room, party]} for room in rooms
    }
    return Plan(opened, people)


def links_csv(rows: Sequence[tuple[str, str, Sequence[str], str]]) -> str:
    """Room, party, people and link of every seat, one person a line so that it can be mailed from."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["room", "party", "name", "link"])
    for room, party, people, link in rows:
        for person in people or [""]:
            writer.writerow([room, party, as_text(person), link])
    return text.getvalue()
