"""One draft of what the rules and a language model read, by one rule.

What both read is sure. What the model alone reads, and the report bears out (``answered``), is taken and marked as the
model's. What the rules alone read is not asserted: an ask is put to the user with its sentence; a rate, an amount, a
place, a day or a topic that nobody asks for is told, and not counted. Where they differ in who asks, who talks, where,
when or whose a rate is, the model's stands and the difference is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tradetalks.articles.answered import SURE, Told
from tradetalks.articles.draft import Ask, Draft, Found, Quantity, Rate
from tradetalks.articles.taxonomy import Taxonomy
from tradetalks.articles.text import quoted
from tradetalks.world.names import listed, named

BOTH, MODEL, RULES = "both", "model", "rules"


def merged(rules: Draft, told: Told, taxonomy: Taxonomy, model: str) -> Draft:
    """The rules' draft and what a model told, as one.

    Args:
        model: what it is called.
    """
    differs: list[str] = []
    parties = _parties(rules, told, taxonomy, differs)
    at_table = {p.value for p in parties}
    asks = tuple(_asks(rules, told, at_table))
    items, passing = _items(rules, told, asks, taxonomy, differs)
    place = _one("where they meet", rules.place, told.place, differs)
    date = _one("the day they meet", rules.date, told.date, differs)
    rates = tuple(_rates(rules.measures, told.rates, taxonomy, differs))
    amounts = tuple(_amounts(rules.quantities, told.quantities, differs))
    used = {f.span for f in (*asks, *rates, *amounts, *(f for found in items.values() for f in found))}
    return replace(
        rules, parties=parties, place=place, date=date, items=items, passing=passing, asks=asks, likely=(),
        measures=rates, quantities=amounts, open=tuple(s for s in rules.open if s not in used), model=model,
        differs=tuple(dict.fromkeys(differs)),
    )  # fmt: skip


def _parties(rules: Draft, told: Told, taxonomy: Taxonomy, differs: list[str]) -> tuple[Found, ...]:
    """Who talks: the model's two to five, else the rules'."""
    mine, its = {p.value: p for p in rules.parties}, told.cast
    if len(its) < 2:
        if its:
            differs.append(f"who talks: the model names {_names(its, taxonomy)} alone; taken by the rules")
        return rules.parties
    if set(mine) != set(its):
        differs.append(
            f"who talks: by the model {_names(its, taxonomy)}, by the rules {_names(mine, taxonomy) or 'nobody'}"
        )
    return tuple(
        replace(mine[code], by=BOTH) if code in mine else found
        for code, found in sorted(its.items(), key=lambda one: [*mine, one[0]].index(one[0]))
    )


def _names(codes: Mapping[str, Found], taxonomy: Taxonomy) -> str:
    return listed([named(taxonomy.name(code)) for code in codes])


def _asks(rules: Draft, told: Told, at_table: set[str]) -> Iterator[Ask]:
    """Asks of both, of the model alone between the parties, and, below the line, of the rules alone."""
    known = {(a.asker, a.item, a.target): a for a in rules.asks}
    for key, ask in told.asks.items():
        mine = known.get(key)
        if mine is not None:
            alike = mine.how == ask.how or (mine.how, ask.how) == ("opposed", "asked")
            yield replace(mine if alike else ask, confidence=SURE[BOTH], by=BOTH)
        elif {ask.asker, ask.target} <= at_table:
            yield ask
        else:
            told.rejected.append(f"ask {', '.join(key)!r}: not between those who talk")
    yield from (replace(a, confidence=SURE[RULES], by=RULES) for k, a in known.items() if k not in told.asks)


def _items(
    rules: Draft, told: Told, asks: tuple[Ask, ...], taxonomy: Taxonomy, differs: list[str]
) -> tuple[dict[str, tuple[Found, ...]], dict[str, tuple[Found, ...]]]:
    """Topics on the table, and those named in passing."""
    items: dict[str, tuple[Found, ...]] = {}
    passing = dict(rules.passing)
    asked = {a.item: a for a in asks}
    its = {**told.items, **{a.item: Found(a.item, a.span, a.confidence, MODEL) for a in asks if a.by != RULES}}
    for topic, found in rules.items.items():
        if topic in its:
            items[topic] = tuple(replace(f, confidence=SURE[BOTH], by=BOTH) for f in found)
        elif topic in asked:
            items[topic] = tuple(replace(f, confidence=SURE[RULES], by=RULES) for f in found)
        else:
            passing[topic] = found
            differs.append(f"{taxonomy.topics[topic].title}: on the table by the rules alone, {quoted(found[0].span)}")
    for topic, one in its.items():
        if topic not in items:
            items[topic] = (one,)
            passing.pop(topic, None)
    return items, passing


def _one(what: str, rules: tuple[Found, ...], its: Found | None, differs: list[str]) -> tuple[Found, ...]:
    """A place or a day: the model's; what the rules read otherwise is told."""
    mine = rules[0] if rules else None
    if its is None:
        if mine:
            differs.append(f"{what}: {mine.value} by the rules alone, {quoted(mine.span)}; not taken")
        return ()
    if mine and _same(mine.value, its.value):
        return (replace(mine, value=max(mine.value, its.value, key=len), confidence=SURE[BOTH], by=BOTH), *rules[1:])
    if mine:
        differs.append(
            f"{what}: {its.value} by the model, {quoted(its.span)}; {mine.value} by the rules, {quoted(mine.span)}"
        )
    return (its,)


def _same(one: str, other: str) -> bool:
    """Are two values one, a day without a year among them?"""
    return one == other or (one[-5:] == other[-5:] and "--" in (one[:2], other[:2]))


def _rates(
    mine: tuple[Rate, ...], its: list[Rate], taxonomy: Taxonomy, differs: list[str]
) -> Iterator[Rate]:  # fmt: skip
    """Rates that the model reads, each with what the rules make of it; theirs alone are told."""
    left = list(mine)
    for rate in its:
        same = [r for r in left if r.percent == rate.percent]
        best = next((r for r in same if r.importer == rate.importer), next(iter(same), None))
        if best is None:
            yield rate
            continue
        left.remove(best)
        if rate.importer and best.importer and rate.importer != best.importer:
            both = (named(taxonomy.name(r.importer)) for r in (rate, best))
            differs.append(
                f"{best.value}: charged by {next(both)} by the model, by {next(both)} by the rules, {quoted(best.span)}"
            )
        yield replace(
            best, confidence=SURE[BOTH], importer=rate.importer or best.importer, item=rate.item or best.item,
            status=best.status if best.status in ("answer", "lifted") else rate.status, by=BOTH,
        )  # fmt: skip
    read = {(r.percent, r.span) for r in its} | {(r.percent, r.importer) for r in its}
    for rate in left:
        if not {(rate.percent, rate.span), (rate.percent, rate.importer)} & read:
            differs.append(f"a rate of {rate.value} by the rules alone, {quoted(rate.span)}; not counted")


def _amounts(mine: tuple[Quantity, ...], its: list[Quantity], differs: list[str]) -> Iterator[Quantity]:
    """Amounts that the model reads, each with what the rules make of it; theirs alone are told."""
    left = list(mine)
    for amount in its:
        best = next((q for q in left if (q.number, q.unit) == (amount.number, amount.unit)), None)
        if best is None:
            yield amount
            continue
        left.remove(best)
        yield replace(
            best, confidence=SURE[BOTH], giver=amount.giver or best.giver, item=amount.item or best.item,
            yearly=best.yearly or amount.yearly, until=best.until or amount.until, by=BOTH,
        )  # fmt: skip
    read = {(q.number, q.unit) for q in its}
    for amount in left:
        if (amount.number, amount.unit) not in read:
            differs.append(f"{amount.value} by the rules alone, {quoted(amount.span)}; not counted")
