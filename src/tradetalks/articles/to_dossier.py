"""From a draft to a dossier: what the reports say becomes its agenda; what they leave open is listed, never chosen.

No rate is mirrored, put on two items or taken from a default; an item of which nobody says who asks has no measure. The
dossier's ``unconfirmed`` holds every point left open or assumed: ``check`` and the brief show it, and no package is
recommended while one of them is a direction or a rate.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from pydantic import ValidationError

from tradetalks.articles.draft import Ask, Draft
from tradetalks.articles.exempt import say_exempt
from tradetalks.articles.no_deal import no_deal
from tradetalks.articles.notes import Notes, Sides
from tradetalks.articles.options import defaults, options, undecided
from tradetalks.articles.sourced import drafted_from, source_of
from tradetalks.articles.taxonomy import Actor, Taxonomy
from tradetalks.articles.text import Article
from tradetalks.articles.today import OpenRate, Today, in_force, questions, todays
from tradetalks.articles.told import left_out, position, settled, understood
from tradetalks.articles.topics import TARIFFS
from tradetalks.articles.unsure import asserted, readers, say_model, say_unsure
from tradetalks.articles.untold import say_amounts
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.schema_faults import faults_of
from tradetalks.errors import ArticleError, repeated
from tradetalks.world.names import ECONOMY_NAMES, listed, named
from tradetalks.world.unions import UNIONS, within
from tradetalks.world.world import World

LARGE = ("USA", "CHN", "EU27")
"""Regions that a world for parties outside the embedded one keeps apart."""


@dataclass(frozen=True)
class Open:
    """An item of which the reports do not say who asks: its id, its title, and who may."""

    item: str
    title: str
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """A dossier, what it leaves open or takes for granted, the items that wait for who asks, and the parties of whom it
    is to be said what they charge today.

    Attributes:
        draft: by what the user has said of who asks, ``told``. left_out: lines on items that nobody asks for by it.
    """

    dossier: Dossier
    assumed: tuple[str, ...]
    open: tuple[Open, ...] = ()
    rates: tuple[OpenRate, ...] = ()
    draft: Draft = field(default_factory=Draft)
    told: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def rest(self) -> tuple[str, ...]:
        """What is assumed or open beside who asks, which is a question of its own, and what the user left out."""
        lines = self.dossier.unconfirmed
        return tuple(
            u.says for u in lines if u.about != "direction" and u.says.removeprefix("left out: ") not in self.left_out
        )


def to_dossier(
    draft: Draft,
    articles: list[Article],
    taxonomy: Taxonomy,
    as_of: datetime.date | None = None,
    directions: Mapping[str, str] | None = None,
    fill: bool = False,
    today: Mapping[str, str] | None = None,
) -> Drafted:
    """The draft as a dossier that ``tradetalks deals`` runs.

    Args:
        as_of: the reports' date; gives the year where they give none. Else the date that a report's own head gives.
        directions: item, by id or title -> the party that asks, ``both`` or ``nobody``, where the reports do not say.
        today: party -> what it charges today, where the reports do not say: ``record`` (the dated record's duties of
            the day before), ``benchmark`` or a rate in per cent.
        fill: put the taxonomy's default measures and worth where the reports give none, each noted.

    Raises:
        ArticleError: no two parties, no item, parties that no built-in world has apart, a direction for an item that
            is not there, or a rate of today for a party of which none is asked.
    """
    if len(draft.parties) < 2:
        raise ArticleError("no two parties found; a dossier needs who talks to whom (see --taxonomy to add parties)")
    if not draft.items:
        raise ArticleError("no agenda item found; see --taxonomy to add topics and how reports name them")
    parties = _with_a_world(tuple(p.value for p in draft.parties), taxonomy, notes := Notes())
    told = understood(directions or {}, draft, taxonomy, parties)
    left, whole = left_out(draft, told, taxonomy, notes), settled(draft, told, parties)
    if not (draft := asserted(whole)).items:
        raise ArticleError("no agenda item is left: nobody asks for any of them, by what you answered")
    actors = {p: taxonomy.places.parties[p] for p in parties}
    world, choice = _world(actors, notes)
    date = _date(draft, as_of, notes)
    place = draft.place[0].value if draft.place else "place not said"
    if not draft.place:
        notes.add("meeting", "place of the meeting: not said")
    for one in articles:
        if one.translated_from:
            notes.add("text", f"{one.name}: read in a model's translation from {one.translated_from}, unchecked")
    say_model(whole, notes)
    for pair in draft.others:
        notes.add("meeting", f"the reports also tell of {pair}, who are not parties here")
    eve = date - datetime.timedelta(days=1)
    regions, names = ({c: getattr(a, part) for c, a in actors.items()} for part in ("region", "name"))
    charged = todays(regions, names, world, choice, eve, today or {})
    agenda, still = _agenda(draft, taxonomy, actors, world, date.year, fill, charged, notes)
    also = say_unsure(whole, taxonomy, actors, notes)
    still += tuple(Open(t, taxonomy.topics[t].title, tuple(actors)) for t in also)
    when = f"{date.day} {date:%B %Y}" if draft.date else "date not said"
    between = listed([a.name for a in actors.values()])
    branches = no_deal(draft, actors, taxonomy, agenda, charged, notes)
    say_exempt(articles, agenda, branches, notes)
    say_amounts(draft, taxonomy, {c: a.name for c, a in actors.items()}, agenda, notes)
    standing, says = in_force(charged, notes.waiting | notes.reported, notes.stands)
    notes.add("no deal", says)
    notes.close()
    content: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", f"{'-'.join(parties)}-{date.year}".lower()).strip("-"),
        "title": ", ".join([between, *([place] if draft.place else []), when]),
        "summary": f"Drafted by {readers(draft)} from {drafted_from(articles)}.",
        "reference_date": eve,
        **({"world": choice} if choice else {}),
        "meeting": {
            "place": place,
            "date": date,
            "occasion": draft.occasion[0].value if draft.occasion else "",
            "itinerary": [{"place": f.value} for f in draft.itinerary],
        },
        "parties": {c: {"region": a.region, "name": a.name} for c, a in actors.items()},
        "sources": {_key(a.name): source_of(a, draft.reported if len(articles) == 1 else "") for a in articles},
        "statements": [
            {
                "speaker": s.speaker, "party": s.party, "date": "not said", "says": s.span.text, "stance": s.stance,
                "source": _key(s.span.article),
            }
            for s in draft.statements
            if s.party in parties
        ],
        **({"in_force": standing} if standing else {}),
        "agenda": agenda,
        "no_deal": branches,
        "unconfirmed": notes.lines,
    }  # fmt: skip
    try:
        made = Dossier.model_validate(content)
    except ValidationError as error:
        raise ArticleError(f"draft: {faults_of(error, Dossier, content, 1)}") from None
    assumed = tuple(line["says"] for line in notes.lines)
    return Drafted(made, assumed, still, questions(charged, notes.waiting), whole, told, left)


# ---------------------------------------------------------------------- world and date
@cache
def _default_world() -> World:
    return World.default()


def _with_a_world(parties: tuple[str, ...], taxonomy: Taxonomy, notes: Notes) -> tuple[str, ...]:
    """Of three parties those that a built-in world has; who is left out is noted."""
    known = {*_default_world().regions, *ECONOMY_NAMES, *UNIONS}
    kept = tuple(p for p in parties if taxonomy.places.parties[p].region in known)
    if len(kept) < 2:
        return parties[:2]
    for party in set(parties) - set(kept):
        notes.add(
            "world", f"{taxonomy.name(party)} is at the table too; no built-in world has it apart, so it is left out"
        )
    return kept


def _world(actors: dict[str, Actor], notes: Notes) -> tuple[World | None, dict[str, Any]]:
    """The embedded world where it has every party apart; else the choice of the full table with them apart.

    Raises:
        ArticleError: two parties of one region, or one that no built-in world has apart.
    """
    regions = [a.region for a in actors.values()]
    if twice := repeated(regions):
        both = " and ".join(a.name for a in actors.values() if a.region == twice[0])
        raise ArticleError(
            f"{both} are both in region {twice[0]}; give each its own in --taxonomy (docs/how-to/worlds.md)"
        )
    embedded = _default_world()
    outside = [a for a in actors.values() if a.region not in embedded.regions]
    if not outside:
        return embedded, {}
    for actor in outside:
        if actor.region not in ECONOMY_NAMES and actor.region not in UNIONS:
            raise ArticleError(
                f"{actor.name}: no built-in world has it apart, it is part of the rest of the world. Build a world that"
                " has it (docs/how-to/worlds.md), or take the rest of the world for it: --taxonomy with"
                f" parties: {{{actor.region}: {{region: ROW, name: {actor.name}, names: [{actor.name}]}}}}"
            )
    names = listed([named(a.name) for a in outside])
    names = names[0].upper() + names[1:]
    held = {*regions, *(code for r in regions if r in UNIONS for code in within(r))}
    large = [r for r in LARGE if r not in held]
    joined = {"CHN": "CHN=CHN+HKG"}
    groups = ", ".join([*(joined.get(r, r) for r in (*regions, *large)), "ROW=*"])
    is_joined = "is" if len(outside) == 1 else "are"
    beside = listed([*(named(embedded.region_names.get(r, r)) for r in large), "the rest of the world"])
    apart = (
        f"{is_joined} no region by {'itself' if len(outside) == 1 else 'themselves'}"
        if any(a.region in UNIONS for a in outside)
        else f"{is_joined} joined with other countries"
    )
    notes.add(
        "world",
        f"{names} {apart} in the usual world of 18 regions; computed on the world of 81"
        f" economies, the parties apart beside {beside}",
    )
    for actor in outside:
        _say_members(actor, notes)
    return None, {"base": "icio80", "groups": groups, "sectors": "default"}


def _say_members(actor: Actor, notes: Notes) -> None:
    """Who is counted as a group of economies that is a party, as of when, and who lies in the rest of the world."""
    if actor.region not in UNIONS:
        return
    union = UNIONS[actor.region]
    members = listed([named(ECONOMY_NAMES[code]) for code in union.members])
    lack = f"; {listed(list(union.outside))} in the rest of the world" if union.outside else ""
    notes.add("world", f"{named(actor.name)} is taken as {members} (members as of {union.as_of}){lack}")


def _date(draft: Draft, as_of: datetime.date | None, notes: Notes) -> datetime.date:
    said = draft.date[0].value if draft.date else None
    reported = datetime.date.fromisoformat(draft.reported) if draft.reported else None
    fallback = as_of or reported or datetime.date.today()
    whence = "" if as_of else (" (the report's own date)" if reported else " (today; --as-of gives another)")
    if said is None:
        notes.add("meeting", f"date of the meeting: not said, taken as {fallback}{whence}")
        return fallback
    if said.startswith("-"):
        notes.add("meeting", f"year of the meeting: not said, taken as {fallback.year}{whence}")
        said = f"{fallback.year}{said[1:]}"
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        notes.add("meeting", f"date of the meeting: '{said}' is no date, taken as {fallback}{whence}")
        return fallback


# ---------------------------------------------------------------------- agenda
def _agenda(
    draft: Draft, taxonomy: Taxonomy, actors: dict[str, Actor], world: World | None, year: int,
    fill: bool, charged: Mapping[tuple[str, str], Today], notes: Notes,
) -> tuple[list[dict[str, Any]], tuple[Open, ...]]:  # fmt: skip
    """Agenda items, one for each topic and who acts on it, and those that wait for who asks."""
    made: list[dict[str, Any]] = []
    still: list[Open] = []
    names = {code: actor.name for code, actor in actors.items()}
    regions = {code: actor.region for code, actor in actors.items()}
    at_large = {a.target for a in draft.asks if a.item == TARIFFS}
    for topic_id in draft.items:
        topic = taxonomy.topics[topic_id]
        asks = [a for a in draft.asks if a.item == topic_id and {a.asker, a.target} <= set(actors)]
        targets = list(dict.fromkeys(a.target for a in asks))
        if not targets:
            found = undecided(topic_id, topic, list(actors), names, notes, [f.span.text for f in draft.items[topic_id]])
            made.append(_item(topic_id, topic_id, topic.title, found, [], draft))
            still.append(Open(topic_id, topic.title, tuple(actors)))
        for target in targets:
            own = [a for a in asks if a.target == target]
            item = topic_id if len(targets) == 1 else f"{topic_id}_of_{target.lower()}"
            title = topic.title if len(targets) == 1 else f"{topic.title}: what {named(names[target])} does"
            asker, large = own[0].asker, topic_id != TARIFFS and target in at_large
            sides = Sides(asker, target, regions, names, world, year, charged.get((target, asker)), large)
            found = options(item, topic_id, topic, own, draft, sides, notes)
            if fill:
                found = defaults(
                    item, topic, found, sides, partial(_scale, regions[own[0].asker], regions[target]), notes
                )
            made.append(_item(item, topic_id, title, found, own, draft))
    return made, tuple(still)


def _item(
    item: str, topic_id: str, title: str, found: list[dict[str, Any]], asks: list[Ask], draft: Draft
) -> dict[str, Any]:
    """An agenda item with its options and who asks or offers it."""
    positions = []
    for ask in asks:
        who, said = (ask.target, "offers") if ask.how == "promised" else (ask.asker, "asks")
        positions.append({"party": who, said: position(ask), "source": _key(ask.span.article)})
    span = asks[0].span if asks else draft.items[topic_id][0].span
    sized = any(o.get("measures") for o in found)
    return {
        "id": item,
        "title": title,
        "status_quo": found[0]["id"],
        "options": found,
        "positions": positions,
        **({} if positions else {"stakes": span.text}),  # a position says the same sentence
        "modelling": _modelling(topic_id, sized, draft),
        "source": _key(span.article),
    }


def _modelling(topic_id: str, sized: bool, draft: Draft) -> str:
    """How an item is computed, in words."""
    if sized:
        return "as the reports give it"
    if any(figure.item == topic_id for figure in (*draft.measures, *draft.quantities)):
        return "no measure: the figures that the reports give are none that the model takes"
    return "the reports give no size; no measure"


@cache
def _scale(asker: str, target: str) -> float:
    """Goods trade of two regions over that of the United States and China, in the embedded world; 0 if not there."""
    world = _default_world()
    if not {asker, target} <= set(world.regions):
        return 0.0

    def both_ways(a: str, b: str) -> float:
        i, j = world.region(a), world.region(b)
        return float(world.trade[i, j].sum() + world.trade[j, i].sum())

    return both_ways(asker, target) / both_ways("USA", "CHN")


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "article"
