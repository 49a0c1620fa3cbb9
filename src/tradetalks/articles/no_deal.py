"""Ways to have no deal: things stay, or a threat whose rate and author are said is carried out.

A threat that makes no branch is told as an open point: none goes unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from tradetalks.articles import on_record
from tradetalks.articles.draft import Draft, Rate
from tradetalks.articles.notes import Notes
from tradetalks.articles.portion import portion
from tradetalks.articles.taxonomy import Actor, Taxonomy, Topic
from tradetalks.articles.today import Today
from tradetalks.world.names import named

_RANGE = r"(?<![\d.]){low}\s?(?:%|per ?cent|percent)?\s?(?:-|–|to|and|or)\s?{high}(?![\d.]*\d)"
"""A range of rates as a report writes it."""


def no_deal(
    draft: Draft, actors: dict[str, Actor], taxonomy: Taxonomy, agenda: list[dict[str, Any]],
    charged: Mapping[tuple[str, str], Today], notes: Notes,
) -> list[dict[str, Any]]:  # fmt: skip
    """Without a deal things stay, or a threat whose rate and author are said is carried out.

    A threat of a rate that is reported to stand as well, and is counted in an item of the agenda, is not counted again.
    """
    branches: list[dict[str, Any]] = []
    regions = {c: a.region for c, a in actors.items()}
    unbuilt = 0
    answers: list[tuple[str, dict[str, Any]]] = []  # who would answer the other's duty, and by what
    for rate, said in _threats(draft):
        topic = taxonomy.topics.get(rate.item)
        if rate.importer not in actors or topic is None or not topic.sectors:
            unbuilt += _say_unbuilt(rate, said, topic, actors, notes)
            continue
        if what := portion(rate.item, topic, rate, "what the topic falls on"):
            what = "on some goods only" if topic.part else what
            notes.add("no deal", f"{topic.title}: a threat of {said}, {what}; no measure is built")
            unbuilt += 1
            continue
        if _stands_too(rate, draft) and _is_counted(rate, topic, actors[rate.importer].region, agenda, notes):
            notes.add("no deal", f"{topic.title}: {said} is reported as a threat and as what stands; counted once")
            continue
        others = [c for c in actors if c != rate.importer]
        if len(others) != 1:
            unbuilt += _say_unbuilt(rate, said, None, actors, notes)
            continue
        name = re.sub(r"\W", "_", f"threat_{rate.importer}_{rate.item}_{rate.percent:g}".lower())
        if all(b["name"] != name for b in branches):
            dated = rate.date and not rate.date.startswith("-") and rate.date != draft.reported
            due = f", from {rate.date}" if dated else ""
            points = on_record.threatened(rate, charged.get((rate.importer, others[0])), topic, notes)
            if not points:
                continue
            measure = {
                "instrument": "tariff", "importer": actors[rate.importer].region, "exporter": regions[others[0]],
                "points": points, "sectors": topic.sectors,
            }  # fmt: skip
            if _stands_too(rate, draft):
                notes.add("no deal", f"{topic.title}: {said} is reported as decided too; counted once, without a deal")
            if said != f"{rate.percent:g}%":
                notes.add("no deal", f"no deal: a threat of {said} is counted at {rate.percent:g}%, half way")
            branches.append(
                {"name": name,
                 "title": f"{named(actors[rate.importer].name)} carries out its threat of {said}{due}",
                 "measures": [measure], "note": " ".join(rate.span.text.split())[:240]}
            )  # fmt: skip
            answers += [(rate.importer, branches[-1])] if rate.status == "answer" else []
    _join_answers(branches, {b["name"]: named(actors[i].name) for i, b in answers}, notes)
    share = round(1 / (len(branches) + 1), 6)
    stays = {"name": "as_is", "title": "things stay as they are", "probability": 1 - share * len(branches)}
    if branches:
        notes.add(
            "no deal", f"no deal: how likely each threat is to be carried out is not said; taken as {share:.2f} each"
        )
    elif unbuilt:
        notes.add("no deal", "no deal: things stay as they are; what is threatened is told above and is in no branch")
    else:
        notes.add("no deal", "no deal: things stay as they are, for certain")
    return [stays, *({**b, "probability": share} for b in branches)]


def _say_unbuilt(rate: Rate, said: str, topic: Topic | None, actors: Mapping[str, Actor], notes: Notes) -> int:
    """Leave a threat open that makes no branch, with what it lacks; how many lines: none of a country outside."""
    if rate.importer and rate.importer not in actors:
        return 0
    if not rate.importer:
        lacks = "who would charge it is not said"
    elif topic is None and not rate.item:
        lacks = "on what is not said"
    elif topic is None:
        lacks = "against whom of the others is not said"
    else:
        lacks = f"{topic.title.lower()} are no goods that the model has"
    by = f"a threat of {said}" + (f" by {named(actors[rate.importer].name)}" if rate.importer else "")
    notes.add("no deal", f"no deal: {by}: {lacks}; no branch is built, unless you write one")
    return 1


def _join_answers(branches: list[dict[str, Any]], answering: Mapping[str, str], notes: Notes) -> None:
    """Put the other's duty with each that is an answer to it, since neither comes without the other.

    Args:
        branches: of no deal, changed here. answering: names of those that are answers -> who answers, in words.
    """
    for answer in [b for b in branches if b["name"] in answering]:
        own = answer["measures"][0]
        met = [b for b in branches if b["name"] not in answering and b["measures"][0]["importer"] == own["exporter"]]
        who = answering[answer["name"]]
        if len(met) == 1:
            rate = f"{100 * own['points']:g}%"
            answer["title"] = f"{met[0]['title']}, and {who} answers with {rate}"
            answer["measures"] = [*met[0]["measures"], own]
        else:
            notes.add("no deal", f"no deal: {who} would charge it only in answer to a duty of the other side")


def _stands_too(threat: Rate, draft: Draft) -> bool:
    """Do the reports also say that a threatened rate was decided, or stands?"""
    own = (threat.importer, threat.item, threat.percent)
    return any((r.importer, r.item, r.percent) == own and r.status in ("stands", "points") for r in draft.measures)


def _is_counted(threat: Rate, topic: Topic, importer: str, agenda: list[dict[str, Any]], notes: Notes) -> bool:
    """Has an item of the agenda whose topic is the threat's a duty of the same side as what stands, or stands one
    outside it?"""
    of_topic = (i for i in agenda if i["id"] == threat.item or i["id"].startswith(f"{threat.item}_of_"))
    standing = [m for i in of_topic for o in i["options"][:1] for m in o.get("measures", ())]
    standing += [m for m in notes.stands if m["sectors"] == topic.sectors]
    return any(m["instrument"] == "tariff" and m["importer"] == importer and m["points"] > 0 for m in standing)


def _threats(draft: Draft) -> Iterator[tuple[Rate, str]]:
    """Threatened rates with what to call them; a threat of "20% to 25%" is one, half way between its ends."""
    threats = [r for r in draft.measures if r.status in ("threat", "answer")]
    ends = dict[int, tuple[Rate, str]]()
    for at, (low, high) in enumerate(pairwise(threats)):
        same = (low.span, low.importer, low.item) == (high.span, high.importer, high.item)
        if same and re.search(_RANGE.format(low=f"{low.percent:g}", high=f"{high.percent:g}"), low.span.text):
            half = replace(low, percent=(low.percent + high.percent) / 2)
            ends[at] = (half, f"{low.percent:g}% to {high.percent:g}%")
    for at, rate in enumerate(threats):
        if at in ends:
            yield ends[at]
        elif at - 1 not in ends:
            yield rate, f"{rate.percent:g}%"
