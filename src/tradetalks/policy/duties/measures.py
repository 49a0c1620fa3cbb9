"""The law by date: every duty as one row, what it is on a day, and what ends or begins next.

A duty names its layer (301, 232, fentanyl ...), the text it stands in, whose goods and which product lists it covers,
the lists it leaves out, its rate and how the rate works, and the days between which it applies. Rows stay when a duty
ends; ``ended_by`` says how. Product lists live in ``lines``, stacking in ``stacking``.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tradetalks.errors import PolicyError, repeated, unknown
from tradetalks.policy.ledger import as_date

FORMS = ("adds", "by product", "tops up to", "in base", "exempts", "listed")
"""``adds`` points; ``by product`` adds its list's own rates, times ``rate``; ``tops up to`` a total that holds the
base; ``in base`` is held by duties as collected in 2024; ``exempts`` takes its products out of its layer; ``listed``
has no rate to enter and is told for the calendar's sake."""
STATES = ("law", "suspended", "scheduled", "reported")
"""``reported`` is told by the press and stands in no published text: not charged unless asked for by name."""
FIRST = datetime.date(2018, 1, 1)
"""The day on which duties by product begin."""
_FOREVER = datetime.date.max
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Duty:
    """One duty over one span of days; ``rate`` a fraction, dates inclusive.

    Args:
        partners: codes (ISO3 or EU27) or ``all``, and after it ``!CODE`` for those left out.
        products: product lists, or ``all``; ``exempt`` lists pay nothing.
        usmca: '' (no relief), 'exempt' (goods of the agreement pay nothing) or 'us content' (relief on their share
            of content).
        loaded_before, entered_before: goods loaded before the first and entered before the second do not pay.
    """

    id: str
    layer: str
    programme: str
    legal: str
    importer: str
    partners: tuple[str, ...]
    products: tuple[str, ...]
    exempt: tuple[str, ...]
    rate: float
    form: str
    usmca: str
    effective_from: datetime.date
    effective_until: datetime.date
    ended_by: str
    loaded_before: datetime.date | None
    entered_before: datetime.date | None
    state: str
    source: str
    verified: str
    note: str

    @property
    def names_partners(self) -> bool:
        """Does it name countries, so that it goes before a duty on all?"""
        return self.partners[0] != "all"

    def covers(self, partner: str) -> bool:
        """Does it reach goods of ``partner``?"""
        if self.names_partners:
            return partner in self.partners
        return f"!{partner}" not in self.partners

    def charged(self, entered: datetime.date, loaded: datetime.date | None = None) -> bool:
        """Do goods entered on that day pay it, if they were loaded on ``loaded`` (the same day unless said)?"""
        if self.form in ("in base", "listed") or self.state in ("suspended", "reported"):
            return False
        if not self.effective_from <= entered <= self.effective_until:
            return False
        if loaded is None or self.loaded_before is None or self.entered_before is None:
            return True
        return not (loaded < self.loaded_before and entered < self.entered_before)

    def state_on(self, day: datetime.date) -> str:
        """In words: scheduled, in force, suspended until, returned (not confirmed), or how it ended."""
        if self.state == "suspended":
            if day < self.effective_from:
                return "not yet suspended"
            if day <= self.effective_until:
                return f"suspended until {self.effective_until}"
            return self.ended_by or "suspension over; whether it returned is not known here"
        if day < self.effective_from:
            return f"scheduled for {self.effective_from}"
        if day > self.effective_until:
            return f"ended {self.effective_until}: {self.ended_by or 'no word of how'}"
        return {"scheduled": "scheduled to apply; not confirmed", "reported": "reported, not law"}.get(
            self.state, "in force"
        )


@dataclass(frozen=True)
class Due:
    """A day on which something ends or begins."""

    day: datetime.date
    what: str
    duty: Duty


def day_of_entry(day: datetime.date | str) -> datetime.date:
    """The date on which goods enter, as every rate by product takes it.

    Raises:
        PolicyError: not a date, or one before ``FIRST``.
    """
    entered = as_date(day)
    if entered < FIRST:
        raise PolicyError(f"date: found {entered}; duties by product begin on {FIRST}")
    return entered


@cache
def duties(importer: str = "USA") -> tuple[Duty, ...]:
    """Every duty of ``importer`` that the package ships.

    Raises:
        PolicyError: an importer without a file of duties, with those there are.
    """
    rows = tuple(d for d in _read() if d.importer == importer)
    if not rows:
        raise PolicyError(unknown("importer with duties by product", importer, {d.importer for d in _read()}))
    return rows


def importers() -> tuple[str, ...]:
    """Importers with duties that the package ships: the United States, China, and those who answered US duties."""
    return tuple(dict.fromkeys(d.importer for d in _read()))


@cache
def on_goods_of(partner: str, importer: str = "USA") -> tuple[Duty, ...]:
    """Duties of ``importer`` that reach goods of ``partner`` on some day."""
    return tuple(d for d in duties(importer) if d.covers(partner))


def charged(
    partner: str, entered: datetime.date, loaded: datetime.date | None = None, importer: str = "USA"
) -> tuple[Duty, ...]:
    """Duties of ``importer`` that goods of ``partner`` pay."""
    return tuple(d for d in on_goods_of(partner, importer) if d.charged(entered, loaded))


def in_place_of(duty: Duty, partner: str, day: datetime.date) -> dict[Duty, tuple[str, ...]]:
    """Duties that name ``partner`` and on a day stand in place of one on all countries; each with the lists on which.

    Of one layer and programme; ``duty``'s own lists, all of them where the other covers them all. EO 14257, section
    3(a); EO 14326, section 2(a): "in lieu of".
    """
    if duty.names_partners or not duty.charged(day):
        return {}
    kind = duty.layer, duty.programme
    others = [d for d in charged(partner, day, None, duty.importer) if d.names_partners]
    found = {d: tuple(p for p in duty.products if {p, "all"} & {*d.products}) for d in others
             if (d.layer, d.programme) == kind}  # fmt: skip
    return {d: lists for d, lists in found.items() if lists}


def changes(rows: Iterable[Duty]) -> list[datetime.date]:
    """Days on which some duty begins, ends or stops sparing goods at sea."""
    days = {d.effective_from for d in rows}
    days |= {d.effective_until + _DAY for d in rows if d.effective_until != _FOREVER}
    return sorted(days | {d.entered_before for d in rows if d.entered_before})


def due(rows: Iterable[Duty], since: datetime.date | str, days: int = 365) -> list[Due]:
    """What ends, returns or begins in the ``days`` after ``since``, soonest first."""
    first = as_date(since)
    last = first + datetime.timedelta(days=days)
    found: list[Due] = []
    for duty in rows:
        if first <= duty.effective_from <= last and duty.state != "suspended":
            found.append(Due(duty.effective_from, "begins", duty))
        if duty.effective_until != _FOREVER and first <= duty.effective_until + _DAY <= last:
            what = "suspension ends" if duty.state == "suspended" else "ends"
            found.append(Due(duty.effective_until + _DAY, what, duty))
    return sorted(found, key=lambda d: (d.day, d.duty.id))


@cache
def _read() -> tuple[Duty, ...]:
    text = (resources.files("tradetalks.policy") / "data/duties/measures.csv").read_text(encoding="utf-8")
    rows, faults = [], []
    for line, raw in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            rows.append(_duty(raw))
        except (PolicyError, ValueError) as error:
            faults.append(f"measures.csv: line {line} '{raw.get('id', '')}': {error}")
    faults += [f"measures.csv: id '{i}' is given twice" for i in sorted(repeated(d.id for d in rows))]
    if faults:
        raise PolicyError("\n".join(faults))
    return tuple(rows)


def _duty(raw: dict[str, str]) -> Duty:
    for name, allowed in (("form", FORMS), ("state", STATES)):
        if raw[name] not in allowed:
            raise PolicyError(unknown(name, raw[name], allowed))
    until = as_date(raw["effective_until"]) if raw["effective_until"] else _FOREVER
    begins = as_date(raw["effective_from"])
    if until < begins:
        raise PolicyError(f"effective_until {until} comes before effective_from {begins}")
    rate = float(raw["rate"] or 0)
    if not 0 <= rate <= 5:
        raise PolicyError(f"rate is {rate:g}, expected a fraction: 0.25 is 25%")
    return Duty(
        raw["id"], raw["layer"], raw["programme"], raw["legal"], raw["importer"], tuple(raw["partners"].split()),
        _names(raw["products"]), _names(raw["exempt"]), rate, raw["form"], raw["usmca"], begins, until,
        raw["ended_by"], _maybe(raw["loaded_before"]), _maybe(raw["entered_before"]), raw["state"], raw["source"],
        raw["verified"], raw["note"],
    )  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _maybe(text: str) -> datetime.date | None:
    return as_date(text) if text else None
