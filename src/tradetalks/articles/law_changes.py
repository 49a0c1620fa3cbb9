"""How duties and controls ended by law, from the dated list that the package ships: beside what talks settled.

A duty that only moved to another list, or whose end is not known to have come, is no change.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cache

from tradetalks.articles.precedents import Kind, Precedent
from tradetalks.articles.taxonomy import shipped as shipped_taxonomy
from tradetalks.articles.topics import TARIFFS
from tradetalks.articles.topics import topics as topics_in
from tradetalks.dossier.model import Source
from tradetalks.policy.duties.measures import Duty, duties, importers
from tradetalks.world.country_codes import names_by_iso3
from tradetalks.world.names import named

MOVED = ("replaced", "list of exemptions widened")
"""Ends of a row of the list that leave the duty as it was for the goods it is on."""
OPEN = ("unless", "not known", "moves to")
"""Words of an end that may not have come, or has not yet."""
LAYERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "232": ("section 232 duty", ("metals",)), "answer to 232": ("answer to the section 232 duties", ("metals",)),
    "201": ("safeguard duty", ("trade_remedies",)), "fentanyl": ("fentanyl duty", ("drugs", TARIFFS)),
    "answer to fentanyl duties": ("answer to the fentanyl duties", ("drugs", TARIFFS)),
    "reciprocal": ("reciprocal duty", (TARIFFS,)), "match": ("answer to the reciprocal duty", (TARIFFS,)),
    "301": ("section 301 duty", (TARIFFS,)), "122": ("section 122 duty", (TARIFFS,)),
    "2018-19": ("duties of 2018 and 2019", (TARIFFS,)), "february 2025": ("duty of February 2025", (TARIFFS,)),
    "march 2025": ("duty of March 2025", (TARIFFS,)), "country order": ("duty by an order on a country", (TARIFFS,)),
    "mineral controls": ("controls on rare earths and critical minerals", ("critical_minerals",)),
    "port fees": ("port fees", ("shipping",)),
}  # fmt: skip
"""Layers of the list in words, and the topics they are about; others by their own names, as tariffs."""
MOST_NAMED = 3
_DAY = datetime.timedelta(days=1)


@cache
def law_changes() -> tuple[Precedent, ...]:
    """Every duty or control that is known to have ended or changed by law, the latest first; alike ones once."""
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for code in importers():
        for duty in duties(code):
            if _ended(duty):
                key = (code, duty.layer, duty.programme, duty.effective_until, duty.ended_by)
                groups.setdefault(key, []).append(duty)
    return tuple(sorted(map(_told, groups.values()), key=lambda one: one.date, reverse=True))


def _ended(duty: Duty) -> bool:
    end = duty.ended_by
    known = duty.effective_until < datetime.date.max and end and not any(word in end for word in OPEN)
    return bool(known) and end not in MOVED and duty.form != "exempts" and duty.state == "law"


def _told(rows: Sequence[Duty]) -> Precedent:
    first, end = rows[0], rows[0].effective_until + _DAY
    after = [
        d for d in duties(first.importer)
        if (d.layer, d.programme, d.effective_from) == (first.layer, first.programme, end) and d.state == "law"
        and any(d.covers(p) for row in rows for p in row.partners if p.isalnum() and p != "all")
    ]  # fmt: skip
    layer, topics = LAYERS.get(first.layer, (first.layer, (TARIFFS,)))
    on_goods = topics_in(first.programme, shipped_taxonomy())
    partners = list(dict.fromkeys(p for row in rows for p in row.partners))
    return Precedent(
        talks="change of law",
        date=end,
        item=f"{_name(first.importer)}: {layer} on {_goods(first)} of {_listed(partners)}",
        before=_rates(rows),
        settled="; then ".join([first.ended_by, *([_rates(after)] if after and _rates(after) else [])]),
        kind=_kind(rows, frozenset(on_goods or topics)),
        source=Source(title=first.source, verified="yes" if first.verified == "yes" else "press copy"),
    )


def _kind(rows: Sequence[Duty], topics: frozenset[str]) -> Kind:
    first = rows[0]
    how = "export control" if first.layer == "mineral controls" else "duty"
    goods = {"all"} if any(row.products == ("all",) for row in rows) else set()
    return Kind(topics, frozenset({how}), frozenset(goods), frozenset({first.importer}))


def _goods(duty: Duty) -> str:
    return duty.programme if duty.programme.replace(" ", "").isalpha() else "goods"


def _rates(rows: Iterable[Duty]) -> str:
    """10 points; 11 to 50 points; 15% in all; by product; empty where no row has a rate."""
    added = sorted({100 * row.rate for row in rows if row.form == "adds"})
    if added:
        return f"{added[0]:g} points" if len(added) == 1 else f"{added[0]:g} to {added[-1]:g} points"
    topped = sorted({100 * row.rate for row in rows if row.form == "tops up to"})
    by_product = "rates by product" if any(row.form in ("by product", "in base") for row in rows) else ""
    return f"{topped[-1]:g}% in all" if topped else by_product


def _listed(partners: Sequence[str]) -> str:
    named_in = [named(_name(p)) for p in partners if not p.startswith("!") and p != "all"]
    if not named_in:
        return "all countries" + (" but some" if any(p.startswith("!") for p in partners) else "")
    more = f" and {len(named_in) - MOST_NAMED} more" if len(named_in) > MOST_NAMED + 1 else ""
    return ", ".join(named_in[:MOST_NAMED] if more else named_in) + more


def _name(code: str) -> str:
    return "European Union" if code == "EU27" else names_by_iso3().get(code, code)
