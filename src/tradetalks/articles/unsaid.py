"""Items whose rate of today the reports do not say: it waits for the user's word, or is what the user says."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.articles.draft import Rate
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.taxonomy import Topic
from tradetalks.articles.text import Span
from tradetalks.articles.today import RECORD, Today
from tradetalks.articles.topics import TARIFFS
from tradetalks.world.names import named


def recorded(sides: Sides) -> Today | None:
    """What the record has of the target's duties, where that is to be taken."""
    return sides.today if sides.today and sides.today.told == RECORD else None


def waits(topic_id: str, rates: Sequence[Rate], sides: Sides, abolished: bool = False) -> bool:
    """Does an item need a rate of today that neither the reports nor the user says, the record and the benchmark apart?

    Args:
        abolished: do the reports abolish all duties, which is told as no rate?
    """
    if sides.today is None or any(r.status == "stands" for r in rates):
        return False
    told = sides.today.told
    said = told is not None and not (isinstance(told, float) and topic_id != TARIFFS and sides.at_large)
    return not said and (abolished or any(r.status == "to" for r in rates))


def say_open(item: str, topic: Topic, rates: Sequence[Rate], sides: Sides, notes: Notes) -> None:
    """What the record and the benchmark have, neither of which is taken."""
    assert sides.today is not None
    to = [r.percent for r in rates if r.status == "to"]
    shall = f"is to charge {max(to):g}%" if to else "is to charge nothing"
    begins = f"{topic.title}: {sides.today.names[0]} {shall}; what it charges now is not reported"
    if isinstance(sides.today.told, float):
        notes.add("rate", f"{begins} (the {sides.today.told:g}% told are on all goods); no measure is built", item)
        return
    notes.waiting.add((sides.target, sides.asker))
    notes.add(
        "rate",
        f"{begins}: the dated record has {sides.today.said} on all goods, the benchmark {sides.today.benchmark:.1f}%;"
        " no measure is built until you say which",
        item,
    )


def with_own(item: str, topic_id: str, topic: Topic, rates: list[Rate], sides: Sides, notes: Notes) -> list[Rate]:
    """Rates with the one that the user says is charged today, where the reports say none."""
    told = sides.today.told if sides.today else None
    stands = any(r.status == "stands" for r in rates)
    if not isinstance(told, float) or stands or not topic.sectors or (topic_id != TARIFFS and sides.at_large):
        return rates
    notes.add("size", f"{topic.title}: {told:g}% of {named(sides.names[sides.target])} today is what you told", item)
    return [*rates, Rate(f"{told:g}%", Span("", 0, 0, ""), 1.0, told, sides.target, topic_id)]
