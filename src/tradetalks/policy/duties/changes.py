"""Changes to a day's law: a layer or a single duty at another rate, gone, or charged though it is suspended.

A change names what it changes and says one of

- ``0.10``, or ``10%``: the layer or duty at this rate, on the lines and partners that it covers;
- ``{times: 0.5}``: its rates times this factor;
- ``{tops up to: 0.15}``: as much as brings the total with the base to this, none where it is there already;
- ``absent`` (or ``suspended``): not charged;
- ``in force``: a single duty charged at its own rate, though on that day it is suspended, ended or not yet due.

How duties stack is worked out anew by line with the change in place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from tradetalks.checks import shown
from tradetalks.errors import PolicyError, closest, nearest, unknown
from tradetalks.policy.duties import answers, china, measures, us
from tradetalks.policy.duties.lines import Array
from tradetalks.policy.duties.measures import Duty
from tradetalks.policy.ledger import as_date

How = Literal["rate", "times", "tops up to", "absent", "in force"]
WORDS: dict[str, How] = {"absent": "absent", "suspended": "absent", "in force": "in force"}
AMOUNTS: tuple[How, ...] = ("rate", "times", "tops up to")
MOST_RATE, MOST_TIMES = 5.0, 100.0
TABLES = ("base", "mfn", "2018-19")
NEAREST_DUTIES = 3  # single duties named where a name is unknown
"""Layers that are tables of rates by product, not duties of the list: only ``absent`` and ``times`` fit them."""


@dataclass(frozen=True)
class Change:
    """One change: the layer or duty it names, how, and the rate or factor where it takes one."""

    name: str
    how: How
    amount: float = 0.0

    def words(self) -> str:
        """As a reader is told: ``fentanyl at 10%``."""
        if self.how in ("absent", "in force"):
            return f"{self.name} {self.how}"
        if self.how == "times":
            return f"{self.name} times {self.amount:g}"
        return f"{self.name} {'at' if self.how == 'rate' else 'topped up to'} {100 * self.amount:.10g}%"


def read_changes(given: Any, importers: Collection[str]) -> tuple[Change, ...]:
    """Changes as a dossier writes them.

    Args:
        given: name of a layer or duty -> rate, word, or ``{times: ...}``.
        importers: whose duties may be named: USA, CHN and those of ``answers``.

    Raises:
        PolicyError: a name that is no layer or duty of theirs, with the nearest; a value that is no change.
    """
    if not isinstance(given, Mapping) or not given:
        raise PolicyError(f"change: found {shown(given)}, expected layers or duties with what they change to")
    return tuple(_read(str(name), value, importers) for name, value in given.items())


def _read(name: str, value: Any, importers: Collection[str]) -> Change:
    known = names(importers)
    if name not in known:
        duties = closest(name, [one for one in known if one not in _layers(importers)], NEAREST_DUTIES)
        near = f", the nearest: {', '.join(duties)}" if duties else ""
        raise PolicyError(
            f"change: unknown layer or duty '{name:.80}'{nearest(name, known)}; expected a layer,"
            f" {', '.join(_layers(importers))}, or the id of a single duty{near} (tradetalks ledger rates shows the"
            " layers charged on a partner)"
        )
    single = name not in _layers(importers)
    if isinstance(value, str) and value in WORDS:
        if value == "in force" and not single:
            those = [d.id for code in importers for d in measures.duties(code) if d.layer == name]
            raise PolicyError(f"{name}: 'in force' is said of a single duty; expected one of: {', '.join(those)}")
        return _fits(Change(name, WORDS[value]), importers)
    if isinstance(value, Mapping) and len(value) == 1:
        how, amount = next(iter(value.items()))
        if how not in AMOUNTS:
            raise PolicyError(f"{name}: {unknown('way to change it', str(how), AMOUNTS)}")
    else:
        how, amount = "rate", value
    amount = _share(amount)
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise PolicyError(
            f"{name}: found {shown(value)}; expected a rate (0.10 or 10%), {{times: 0.5}}, {{tops up to: 0.15}},"
            " 'absent' or 'in force'"
        )
    most = MOST_TIMES if how == "times" else MOST_RATE
    if not 0 <= amount <= most:
        raise PolicyError(f"{name}: found {amount:g}; expected 0 to {most:g}, a fraction: 0.10 is 10%")
    return _fits(Change(name, how, float(amount)), importers)  # type: ignore[arg-type]


def _share(amount: Any) -> Any:
    """A per cent with its sign as a fraction; all else as it is."""
    said = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", amount) if isinstance(amount, str) else None
    return float(said[1]) / 100 if said else amount


def _fits(change: Change, importers: Collection[str]) -> Change:
    if change.name in TABLES and change.how not in ("absent", "times"):
        raise PolicyError(f"{change.name}: a table of rates by product; expected 'absent' or {{times: 0.5}}")
    for duty in (d for code in importers for d in measures.duties(code) if d.id == change.name):
        if duty.form == "in base" or not duty.products:
            why = "part of the rates by product" if duty.form == "in base" else "listed without products"
            raise PolicyError(f"{change.name}: {why}, so that no rate of it can change")
    return change


def names(importers: Collection[str]) -> tuple[str, ...]:
    """Layers and then duties that a change may name, of these importers."""
    return (*_layers(importers), *(d.id for code in importers for d in measures.duties(code)))


def _layers(importers: Collection[str]) -> tuple[str, ...]:
    own = {"USA": us.LAYERS, "CHN": china.LAYERS, **dict.fromkeys(answers.IMPORTERS, answers.LAYERS)}
    return tuple(dict.fromkeys(layer for code in importers for layer in own[code]))


def us_rates(partner: str, day: datetime.date | str, changes: Sequence[Change]) -> Mapping[str, Array]:
    """What goods of ``partner`` would owe in the United States on a day under changes, by layer and line.

    Raises:
        PolicyError: a change of a layer of which goods of ``partner`` pay nothing that day.
    """
    entered = as_date(day)
    mine = [c for c in changes if c.name in names(("USA",))]
    charged = measures.charged(partner, entered, None)
    rows = under(charged, mine, measures.on_goods_of(partner))
    return _scaled(us.stacked(partner, rows, entered), mine)


def china_rates(day: datetime.date | str, changes: Sequence[Change]) -> Mapping[str, Array]:
    """What US goods would owe in China on a day under changes, by layer and HS6."""
    mine = [c for c in changes if c.name in names(("CHN",))]
    return _scaled(china.with_duties(day, under(china.charged(day), mine, measures.duties("CHN"))), mine)


def answer_rates(importer: str, day: datetime.date | str, changes: Sequence[Change]) -> Mapping[str, Array]:
    """What US goods would owe in answer to US duties on a day under changes, by layer and HS6."""
    mine = [c for c in changes if c.name in names((importer,))]
    return answers.with_duties(under(answers.charged(importer, day), mine, measures.duties(importer)))


def concerns(partner: str, importer: str, day: datetime.date | str, change: Change) -> bool:
    """Does a change alter anything that goods of ``partner`` owe on a day?"""
    charged = measures.charged(partner, as_date(day), importer=importer)
    if change.name in TABLES:
        return True
    if any(change.name in (d.id, d.layer) for d in charged):
        return True
    return any(d.id == change.name and d.covers(partner) for d in measures.duties(importer))


def under(charged: Sequence[Duty], changes: Sequence[Change], all_rows: Sequence[Duty]) -> tuple[Duty, ...]:
    """The duties charged, with changes in place; a duty that only ``in force`` or a rate names joins them."""
    rows = list(charged)
    for change in changes:
        if change.how == "absent":
            rows = [d for d in rows if change.name not in (d.id, d.layer)]
            continue
        if not any(change.name in (d.id, d.layer) for d in rows):
            rows += [d for d in all_rows if d.id == change.name]
        rows = [_changed(d, change) if change.name in (d.id, d.layer) else d for d in rows]
    return tuple(rows)


def _changed(duty: Duty, change: Change) -> Duty:
    charged = replace(duty, state="law", form="adds" if duty.form == "listed" else duty.form)
    if change.how == "rate":
        return replace(charged, rate=change.amount, form="adds")
    if change.how == "times":
        return replace(charged, rate=duty.rate * change.amount)
    if change.how == "tops up to":
        return replace(charged, rate=change.amount, form="tops up to")
    return charged


def _scaled(layers: Mapping[str, Array], changes: Sequence[Change]) -> Mapping[str, Array]:
    """Layers that are tables of rates, scaled as the changes say."""
    factor = {c.name: c.amount if c.how == "times" else 0.0 for c in changes if c.name in TABLES}
    return {layer: rate * factor[layer] if layer in factor else rate for layer, rate in layers.items()}
