"""The options of a drafted item: what stands, what is asked, what was agreed; sized only by what the reports say.

A rate of duty becomes a tariff only where a sentence gives the rate, on what, and whose it is. Money promised for
purchases becomes a purchase commitment where the years are said. All else has no measure and no worth, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tradetalks.articles import on_record
from tradetalks.articles.agreed import never_lifted, only_lowered, takes_away
from tradetalks.articles.ceiling import ALL_IN
from tradetalks.articles.draft import Ask, Draft, Rate
from tradetalks.articles.floored import floored, say_floors, say_kept
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.portion import part_of, portion
from tradetalks.articles.purchases import purchases
from tradetalks.articles.taxonomy import Topic
from tradetalks.articles.today import BENCHMARK
from tradetalks.articles.topics import TARIFFS, on_all_goods
from tradetalks.articles.unsaid import recorded, say_open, waits, with_own
from tradetalks.world.classify import GROUPS, SECTORS
from tradetalks.world.names import named

_EXTRA = re.compile(
    r"\b(?:reciprocal|retaliat\w+|additional|extra|further|surcharge|surtax|fentanyl|countervailing"
    r"|anti-dumping|antidumping|safeguard"
    r"|punitive|on top|Section \d{3}|countermeasure\w*|new tariff\w*|percentage points|levy on|hit\b|slapp\w+)",
    re.IGNORECASE,
)
_ABOLISHED = re.compile(
    r"\b(?:abolish\w*|eliminat\w*|do away with|zero|free of)\b[^.;]{0,60}?\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies))\b"
    r"|\b(?:duty|tariff)-free\b|\b(?:tariffs?|dut(?:y|ies))\b[^.;]{0,40}?\b(?:to zero|abolished|eliminated)\b",
    re.IGNORECASE,
)
"""Words by which an ordinary duty is brought to nothing; one that is lifted or dropped may be a special one."""
_NOT_WHOLLY = re.compile(
    r"\b(?:some|certain|various|several|most|key|selected|priority"
    r"|range of|substantially|reduc\w+|parts?|components?|quotas?|over \w+ years"
    r"|\d+ (?:products|lines)|per ?cent|percent)\b|%",
    re.IGNORECASE,
)
INDUSTRIAL = tuple(s for s in GROUPS["goods"] if s not in GROUPS["farm"])
"""Sectors of industrial goods: all goods but those of farms and of food industries."""
_SECTORS = {s.code: s.name for s in SECTORS}
DUTIES = ("tariffs",)
"""Topics that are about duties, whatever the sentence says."""
_OF_DUTY = re.compile(r"(?<!non-)\b(?:tariffs?|dut(?:y|ies)(?!-free)|lev(?:y|ies)|surcharges?|surtax)\b", re.IGNORECASE)
HELD = 0.005
"""Points of duty that are too few to say that the benchmark does not hold a rate already."""


def options(
    item: str, topic_id: str, topic: Topic, asks: Sequence[Ask], draft: Draft, sides: Sides, notes: Notes
) -> list[dict[str, Any]]:
    """The options of an item of which it is known who asks whom, the status quo first."""
    rates = [r for r in draft.measures if r.item == topic_id and r.importer == sides.target and r.percent <= 500]
    orphans = [r for r in draft.measures if r.item == topic_id and not r.importer]
    orphans = [r for r in orphans if all(r.percent != owned.percent for owned in rates)]
    for rate in orphans:
        notes.add("rate", f"{topic.title}: {rate.value} is reported, but not whose it is; not used", item)
    rates_reported = bool(rates)
    to_be = {r.percent for r in rates if r.status == "to"}  # a rate that comes with the deal stands once it is agreed
    rates = [r for r in rates if r.status != "stands" or r.percent not in to_be]
    rates = _on_whole(item, topic_id, topic, rates, sides, notes)
    rates = with_own(item, topic_id, topic, rates, sides, notes)
    floors = floored(rates)
    sized_rates = [r for r in rates if r.status != "to" or r.percent not in floors]
    record, waiting = recorded(sides), waits(topic_id, sized_rates, sides)
    standing, extra = _standing(item, topic, rates, sides, notes)
    promised = [a for a in asks if a.how == "promised"]
    as_is = {"id": topic.options[0].id, "title": topic.options[0].title}
    if standing:
        as_is |= {"title": standing[0], "measures": standing[1]}
    elif record and topic_id == TARIFFS:
        as_is["title"] = f"as they are: {record.record:.1f}% on average"
    changed: list[dict[str, Any]] = []
    unsettled = standing is None and any(r.status == "stands" for r in rates)
    for rate in dict.fromkeys(r.percent for r in rates if r.status == "to"):
        is_open = unsettled or waiting or rate in floors
        measures = [] if is_open else _to(item, rate, extra, topic, rates, sides, notes)
        title = f"{rate:g}%, or the ordinary duty where that is higher" if rate in floors else f"brought to {rate:g}%"
        changed.append({"id": f"to_{rate:g}".replace(".", "_"), "title": title, "measures": measures})
    say_floors(item, topic, floors, sides, notes)
    if topic_id == TARIFFS and not waiting:
        say_kept(item, topic, [c for c in changed if c["measures"]], floors, draft, sides, notes)
    if waiting:
        say_open(item, topic, sized_rates, sides, notes)
    elif not unsettled and not record:
        _rises(item, topic, sized_rates, standing, extra, sides, notes)
    if not rates_reported and (none := _abolished(item, topic_id, topic, asks, sides, notes)):
        changed.append(none)
    bought = purchases(item, topic, topic_id, draft, sides, notes)
    if bought:
        changed.append(bought)
    plain = topic.options[1]
    if not changed:
        asked = plain.title if _names(plain.title, [a.span.text for a in asks]) else "as asked"
        changed.append({"id": plain.id, "title": "as agreed" if promised else asked})
        whose = named(sides.names[sides.target])
        stands = any(r.status == "stands" for r in rates)
        counted = standing and stands and (standing[1] or record)
        lowered = only_lowered(a.span.text for a in asks if a.how != "opposed")
        if standing and counted and (lowered or (promised and never_lifted(a.span.text for a in promised))):
            # an option that charges what is charged today would be no change: the duty stands outside the item
            notes.stands += standing[1]
            as_is = {"id": as_is["id"], "title": as_is["title"]}
            how = "lowered" if lowered else "changed"
            changed[0]["title"] = f"{'as agreed: ' if promised else ''}{how}, to what is not said"
            lowers = f"{whose} is to lower its duty, to what is not said"
            told = lowers if lowered else f"what becomes of {whose}'s duty is not said"
            notes.add("rate", f"{topic.title}: {told}; it is left as it is, and no option changes it", item)
        elif standing and record:
            off = on_record.lifted if stands else on_record.taken_off
            changed[0] |= {"measures": off(topic, rates[0].percent, sides)}
    elif promised and len(changed) == 1:
        changed[0]["title"] = f"as agreed: {changed[0]['title']}"
    if promised and promised[0].span.text:
        changed[0]["note"] = _short(promised[0].span.text)
    sized = any(o.get("measures") for o in (as_is, *changed))
    if not sized:
        name = named(sides.names[sides.target])
        amounts = [q.value for q in draft.quantities if q.item == topic_id and q.giver == sides.target]
        if rates_reported or (amounts and topic.buys):
            pass  # said already
        elif topic_id in DUTIES or (topic.goods and any(_OF_DUTY.search(a.span.text) for a in asks)):
            notes.add("rate", f"{topic.title}: the rate that {name} charges is not said; no measure is built", item)
        elif amounts:
            told = ", ".join(dict.fromkeys(amounts))
            notes.add(
                "size", f"{topic.title}: {name} is reported to give {told}; the model has no measure for it", item
            )
        else:
            notes.unsized.append(f"{topic.title} ({name})")
    notes.unworthed.append(topic.title)
    return [as_is, *changed]


def _names(title: str, texts: Sequence[str]) -> bool:
    """Does a sentence name what an option's title says, by the stem of its first word: "lifted", "exempt from duties"?

    A title of the taxonomy's that no report names would stand as if it were on the table.
    """
    words = " ".join(texts).lower()
    stems = [re.sub(r"(?:ed|ing|en)$", "", word.lower()) for word in re.findall(r"[A-Za-z]{4,}", title)]
    if title.startswith(("lifted", "exempt")) and any(map(takes_away, texts)):
        return True
    return any(re.search(rf"\b{re.escape(stem)}", words) for stem in stems[:1])


def undecided(
    item: str,
    topic: Topic,
    parties: Sequence[str],
    names: Mapping[str, str],
    notes: Notes,
    told: Sequence[str],
) -> list[dict[str, Any]]:
    """Options of an item of which nobody says who asks whom: no measure, no worth; ``told``: sentences on it."""
    who = " or ".join(named(names[p]) for p in parties)
    notes.add("direction", f"{topic.title}: the reports do not say who asks ({who}); no measure is built", item)
    change = topic.options[1].title
    title = f"{change} (by whom is not said)" if _names(change, told) else "a change (what, and by whom, is not said)"
    return [
        {"id": topic.options[0].id, "title": topic.options[0].title},
        {"id": topic.options[1].id, "title": title},
    ]


def defaults(
    item: str, topic: Topic, made: list[dict[str, Any]], sides: Sides, scale: Callable[[], float], notes: Notes
) -> list[dict[str, Any]]:
    """The options with the taxonomy's default measures and worth where the reports give none; each is noted."""
    roles = {"$asker": sides.regions[sides.asker], "$target": sides.regions[sides.target]}
    who = {"asker": sides.asker, "target": sides.target}
    filled = []
    for j, option in enumerate(made):
        template = next((t for t in topic.options if t.id == option["id"]), topic.options[min(j, 1)])
        measures = [{k: roles.get(v, v) if isinstance(v, str) else v for k, v in m.items()} for m in template.measures]
        worth = {
            who[role]: {
                **{k: round(end * scale(), 3) for k, end in zip(("low", "mid", "high"), ends, strict=True)},
                "basis": "judgement",
            }
            for role, ends in template.worth.items()
        }
        option = dict(option)
        if not option.get("measures") and measures and j:
            option["measures"] = measures
            notes.add("size", f"{topic.title}: the size of '{option['title']}' is the taxonomy's default", item)
        if worth:
            option["worth"] = worth
            notes.add(
                "worth", f"{topic.title}: worth of '{option['title']}' is the taxonomy's default, scaled to trade", item
            )
        filled.append(option)
    return filled


def _on_whole(item: str, topic_id: str, topic: Topic, rates: list[Rate], sides: Sides, notes: Notes) -> list[Rate]:
    """Rates on what the model has as a whole; those on a part of it, a quota or some goods are noted, not used."""
    kept: list[Rate] = []
    left: dict[str, list[Rate]] = {}
    for rate in rates:
        what = portion(topic_id, topic, rate, _on(topic))
        (left.setdefault(what, []) if what else kept).append(rate)
    known = {(k.percent, k.status) for k in kept}
    for what, some in left.items():
        said = ", ".join(dict.fromkeys(f"{r.percent:g}%" for r in some if (r.percent, r.status) not in known))
        if said:
            whose = named(sides.names[sides.target])
            notes.add(
                "size", f"{topic.title}: duties of {said} are reported for {whose}, {what}; no measure is built", item
            )
    return kept


def _standing(
    item: str, topic: Topic, rates: Sequence[Rate], sides: Sides, notes: Notes
) -> tuple[tuple[str, list[dict[str, Any]]] | None, bool]:
    """What stands: title and measure if the reports give one rate; and is that on top of the ordinary duty?"""
    points = list(dict.fromkeys(r.percent for r in rates if r.status == "points"))
    stands = [r for r in rates if r.status == "stands"]
    distinct = list(dict.fromkeys(r.percent for r in stands))
    source = stands or [r for r in rates if r.status in ("to", "points")]
    extra = any(_EXTRA.search(r.span.text) and not ALL_IN.search(r.span.text) for r in source)
    name = named(sides.names[sides.target])
    if len(distinct) > 1:
        told = ", ".join(f"{p:g}%" for p in distinct)
        notes.add("rate", f"{topic.title}: several rates are reported for {name} ({told}); none is used", item)
        return None, extra
    if not distinct and len(points) == 1 and recorded(sides):
        return ("as they are, by the dated record", []), True
    if not distinct and len(points) == 1:
        measures = _duty(points[0], True, topic, sides)
        if sides.today and sides.today.told is None:
            notes.waiting.add((sides.target, sides.asker))
        notes.add(
            "rate",
            f"{topic.title}: of {name}'s duties only the {points[0]:g} points that change are reported and counted",
            item,
        )
        return (f"the {points[0]:g} points stand", measures), True
    if not distinct:
        return None, extra
    percent = distinct[0]
    if recorded(sides) and topic.sectors:
        return on_record.standing(item, topic, percent, extra, sides, notes), extra
    on_record.say_apart(item, topic, percent, extra, sides, notes)
    held = _benchmark(topic, sides)
    if not extra and held is None:
        in_all = any(ALL_IN.search(r.span.text) for r in stands)
        on_top = (
            "is reported with the ordinary duty in it, which this world's benchmark does not tell yet; take that off"
            if in_all
            else "is taken as on top of the ordinary duty"
        )
        notes.add("rate", f"{topic.title}: {percent:g}% of {name} {on_top}", item)
    if not extra and held is not None:
        if percent / 100 - held < HELD:
            notes.add(
                "size",
                f"{topic.title}: the benchmark holds {100 * held:.1f}% of {name}; the {percent:g}% adds nothing",
                item,
            )
            return (f"{percent:g}% stands, as in the benchmark", []), False
        notes.add(
            "size", f"{topic.title}: {percent:g}% of {name} is reported in all; {100 * held:.1f} points of it are in"
            " the benchmark"
            f" ({_on(topic)} as a whole)", item,
        )  # fmt: skip
    return (
        f"{percent:g}% stands{' on top of the ordinary duty' if extra else ''}",
        _duty(percent, extra, topic, sides),
    ), extra


def _rises(
    item: str, topic: Topic, rates: Sequence[Rate], standing: object, extra: bool, sides: Sides, notes: Notes
) -> None:
    """Say where a rate that is to come would raise the benchmark's duty, or leave it, and what stands now is not
    reported."""
    held = _benchmark(topic, sides)
    to = [r.percent for r in rates if r.status == "to"]
    if standing or not to:
        return
    name = named(sides.names[sides.target])
    begins = f"{topic.title}: {name} is to charge {max(to):g}%; what it charges now is not reported"
    about = "size" if sides.today and sides.today.told == BENCHMARK else "rate"  # the benchmark's, as told
    if held is None:
        if max(to) > 0:
            told = "" if extra else "; an ordinary duty that is in it is for you to take off"
            notes.add(about, f"{begins}, so that the deal adds it to the benchmark's duty{told}", item)
    elif max(to) / 100 + (held if extra else 0.0) > held + HELD:
        notes.add(about, f"{begins}, and the benchmark's {100 * held:.1f}% is taken, so that the deal raises it", item)
    elif not extra and abs(max(to) / 100 - held) < HELD:
        notes.add(about, f"{begins}, and the benchmark has {100 * held:.1f}%, so that the deal changes nothing", item)


def _abolished(
    item: str, topic_id: str, topic: Topic, asks: Sequence[Ask], sides: Sides, notes: Notes
) -> dict[str, Any] | None:
    """An option without the ordinary duty, where a sentence abolishes all of it on goods that the model has whole."""
    if topic.part or not topic.sectors or (topic_id != TARIFFS and not topic.goods):
        return None
    for ask in asks:
        said = _ABOLISHED.search(ask.span.text)
        around = ask.span.text[max(0, said.start() - 20) : said.end() + 60] if said else ""
        if said is None or _EXTRA.search(ask.span.text) or _NOT_WHOLLY.search(re.split(r"[.;]", around)[0]):
            continue
        if (topic_id == TARIFFS and not on_all_goods(ask.span.text)) or part_of(topic_id, around):
            continue
        industrial = topic_id == TARIFFS and "industrial" in ask.span.text
        of_what = " on industrial goods" if industrial else ""
        if waits(topic_id, (), sides, abolished=True):
            say_open(item, topic, [], sides, notes)
            return {"id": "to_0", "title": f"duties abolished{of_what}"}
        on = list(INDUSTRIAL) if industrial else topic.sectors
        measures, average = (on_record.abolished if recorded(sides) else _without_duties)(on, sides)
        if not measures:
            return None
        whose = "dated record's" if recorded(sides) else "benchmark's"
        notes.add(
            "size",
            f"{topic.title}: the duties of {named(sides.names[sides.target])} that are to go{of_what} are taken as the"
            f" {whose}, {100 * average:.1f}% on average",
            item,
        )
        return {"id": "to_0", "title": f"duties abolished{of_what}", "measures": measures}
    return None


def _without_duties(sectors: str | list[str], sides: Sides, down_to: float = 0.0) -> tuple[list[dict[str, Any]], float]:
    """Measures that take off what the benchmark charges beyond ``down_to``, sectors of one cut together, and that
    duty's average."""
    importer, exporter = sides.regions[sides.target], sides.regions[sides.asker]
    if sides.world is None or not {importer, exporter} <= set(sides.world.regions):
        return [], 0.0
    i, n = sides.world.region(exporter), sides.world.region(importer)
    found: dict[float, list[str]] = {}
    trade = paid = 0.0
    for s in sides.world.sector_indices(sectors):
        rate = float(sides.world.tariff[i, n, s])
        trade, paid = trade + float(sides.world.trade[i, n, s]), paid + rate * float(sides.world.trade[i, n, s])
        if (points := int((rate - down_to) * 1e4) / 1e4) > 0:  # never more than is charged
            found.setdefault(points, []).append(sides.world.sectors[s])
    measures = [
        {"instrument": "tariff", "importer": importer, "exporter": exporter, "points": -points, "sectors": of}
        for points, of in sorted(found.items(), reverse=True)
    ]
    return measures, paid / trade if trade else 0.0


def _to(
    item: str, percent: float, extra: bool, topic: Topic, rates: Sequence[Rate], sides: Sides, notes: Notes
) -> list[dict[str, Any]]:
    """Measures that bring a duty to so many per cent, from the record's where that is taken."""
    if not recorded(sides):
        return _duty(percent, extra, topic, sides)
    text = next(r.span.text for r in rates if r.status == "to" and r.percent == percent)
    return on_record.brought_to(item, topic, percent, extra, text, sides, notes)


def _on(topic: Topic) -> str:
    """What a topic's sectors are, in words."""
    if isinstance(topic.sectors, str):
        return topic.sectors
    return "; ".join(_SECTORS.get(s, s).lower() for s in topic.sectors)


def _duty(percent: float, extra: bool, topic: Topic, sides: Sides) -> list[dict[str, Any]]:
    """The tariff that brings a duty to so many per cent; nothing where the benchmark is there already.

    A cut is one of each sector that pays more, so that none falls below zero.
    """
    held = None if extra else _benchmark(topic, sides)
    points = round(percent / 100 - (held or 0.0), 4)
    if abs(points) < HELD or not topic.sectors:
        return []
    if points < 0:
        return _without_duties(topic.sectors, sides, percent / 100)[0]
    return [
        {
            "instrument": "tariff", "importer": sides.regions[sides.target], "exporter": sides.regions[sides.asker],
            "points": points, "sectors": topic.sectors,
        }
    ]  # fmt: skip


def _benchmark(topic: Topic, sides: Sides) -> float | None:
    """The duty that the benchmark holds, averaged over what is traded; None where the world is not at hand."""
    world, importer, exporter = sides.world, sides.regions[sides.target], sides.regions[sides.asker]
    if world is None or not topic.sectors or not {importer, exporter} <= set(world.regions):
        return None
    sectors = world.sector_indices(topic.sectors)
    i, n = world.region(exporter), world.region(importer)
    trade, rates = world.trade[i, n, sectors], world.tariff[i, n, sectors]
    total = float(trade.sum())
    return float(np.sum(trade * rates) / total) if total > 0 else None


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 240 else words[:237] + "..."
