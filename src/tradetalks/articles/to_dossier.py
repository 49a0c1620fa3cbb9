"""From a draft to a dossier: default options of each item, and a list of everything that was assumed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from tradetalks.articles.draft import Draft
from tradetalks.articles.taxonomy import Actor, Taxonomy, Topic
from tradetalks.articles.text import Article
from tradetalks.dossier.likely_mistakes import in_a_group
from tradetalks.dossier.model import Dossier, Party
from tradetalks.errors import ArticleError, schema_faults
from tradetalks.world.classify import REGIONS
from tradetalks.world.country_codes import from_name
from tradetalks.world.names import ECONOMY_NAMES, named
from tradetalks.world.unions import UNIONS
from tradetalks.world.world import World


@dataclass(frozen=True)
class Drafted:
    """A dossier and what it takes for granted, for the user to accept or correct."""

    dossier: Dossier
    assumed: tuple[str, ...]


def to_dossier(
    draft: Draft, articles: list[Article], taxonomy: Taxonomy, as_of: datetime.date | None = None
) -> Drafted:
    """The draft as a dossier that ``tradetalks deals`` runs.

    Args:
        as_of: the reports' date; gives the year where they give none.

    Raises:
        ArticleError: no two parties, no item, or both parties in one region of every built-in world.
    """
    if len(draft.parties) < 2:
        raise ArticleError("no two parties found; a dossier needs who talks to whom (see --taxonomy to add parties)")
    if not draft.items:
        raise ArticleError("no agenda item found; see --taxonomy to add topics and how reports name them")
    first, second = (p.value for p in draft.parties)
    assumed: list[str] = []
    actors, world = _placed(taxonomy.places.parties, (first, second), assumed)
    if actors[first].region == actors[second].region:
        raise ArticleError(
            f"{actors[first].name} and {actors[second].name} are both in region {actors[first].region} of the embedded"
            " world; build a world that tells them apart (docs/how-to/worlds.md)"
        )
    date = _date(draft, as_of, assumed)
    place = draft.place[0].value if draft.place else "not said"
    if not draft.place:
        assumed.append("place of the meeting: not said")
    between = f"{actors[first].name} and {actors[second].name}"
    content: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", f"{first}-{second}-{date.year}".lower()).strip("-"),
        "title": f"{between}, {place}, {date.day} {date:%B %Y}",
        "summary": f"Drafted by tradetalks from {', '.join(a.name for a in articles)}; defaults are to be reviewed.",
        "reference_date": date - datetime.timedelta(days=1),
        **({"world": world} if world else {}),
        "meeting": {
            "place": place,
            "date": date,
            "occasion": draft.occasion[0].value if draft.occasion else "",
            "itinerary": [{"place": f.value} for f in draft.itinerary],
        },
        "parties": {c: {"region": actors[c].region, "name": actors[c].name} for c in (first, second)},
        "sources": {_key(a.name): {"title": a.name, "verified": "press copy"} for a in articles},
        "statements": [
            {
                "speaker": s.speaker, "party": s.party, "date": "not said", "says": s.span.text, "stance": s.stance,
                "source": _key(s.span.article),
            }
            for s in draft.statements
            if s.party in (first, second)
        ],
        "agenda": [
            _item(topic, draft, taxonomy.topics[topic], (first, second), actors, assumed) for topic in draft.items
        ],
        "no_deal": [{"name": "as_is", "title": "things stay as they are", "probability": 1.0}],
    }  # fmt: skip
    for code, party in content["parties"].items():
        moved = party["region"] != taxonomy.places.parties[code].region  # stands apart, of which is told above
        if not moved and (said := in_a_group(code, Party(**party), World.default())):
            assumed.append(f"parties.{code}.region: {said}")
    assumed.append("no deal: things stay as they are, for certain")
    assumed.append("measures in force beyond the benchmark year: none but those of the items")
    try:
        return Drafted(Dossier.model_validate(content), tuple(assumed))
    except ValidationError as error:
        raise ArticleError(f"draft: {schema_faults(error.errors(), 1)}") from None


def _placed(
    actors: Mapping[str, Actor], parties: tuple[str, str], assumed: list[str]
) -> tuple[dict[str, Actor], dict[str, Any]]:
    """Actors and the draft's world: that of 81 economies, the parties apart, where the embedded one holds one of them
    only as part of a group, so that no country is taken for its group; empty for the embedded world."""
    inside = {p: economy for p in parties if (economy := _inside_a_group(p, actors[p]))}
    if not inside:
        return dict(actors), {}
    moved = {p: actor.model_copy(update={"region": inside[p]}) if p in inside else actor for p, actor in actors.items()}
    apart = [moved[p].region for p in parties]
    union = "EU27=EU27 others" if set(apart) & set(UNIONS["EU27"].members) else "EU27"
    others = [g for g in ("USA", union, "CHN=CHN+HKG") if g.partition("=")[0] not in apart]
    own = [f"{code}=CHN+HKG" if code == "CHN" else code for code in apart]
    groups = ", ".join([*own, *others, "ROW=*"])
    names = " and ".join(actors[p].name for p in inside)
    assumed.append(
        f"world: {names} {'is' if len(inside) == 1 else 'are'} no region of the embedded world; the draft stands on the"
        f" world of 81 economies with the parties apart (base: icio80, groups: {groups})"
    )
    return moved, {"base": "icio80", "groups": groups}


def _inside_a_group(code: str, actor: Actor) -> str:
    """The economy that an actor is, where its region of the embedded world holds others too; empty otherwise."""
    region = next((r for r in REGIONS if r.code == actor.region), None)
    economy = next((e for e in (from_name(actor.name), code) if e in ECONOMY_NAMES), None)
    if region is None or economy is None or economy not in region.economies or len(region.economies) == 1:
        return ""
    return "" if economy == region.code and region.name.startswith(f"{actor.name} (") else str(economy)


def _reported(topic: str, draft: Draft, found: Topic) -> tuple[float, float] | None:
    """The rate that a sentence on the topic gives, in points, and how it scales the default; None without one."""
    default = next((m["points"] for m in found.options[0].measures if m.get("instrument") == "tariff"), None)
    spans = {f.span for f in draft.items[topic]}
    rates = [float(f.value.partition("%")[0]) for f in draft.measures if f.span in spans]
    if not default or not rates or not 0 < rates[0] <= 500:
        return None
    return rates[0], rates[0] / 100 / default


def _mirrored(measure: dict[str, Any]) -> dict[str, Any]:
    """A tariff of the other side, where the reports do not say whose is meant; nothing for other measures."""
    if measure.get("instrument") != "tariff":
        return {}
    swap = {"$asker": "$target", "$target": "$asker"}
    return {k: swap.get(v, v) if isinstance(v, str) else v for k, v in measure.items()}


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "article"


def _date(draft: Draft, as_of: datetime.date | None, assumed: list[str]) -> datetime.date:
    said = draft.date[0].value if draft.date else None
    fallback = as_of or datetime.date.today()
    if said is None:
        assumed.append(f"date of the meeting: not said, taken as {fallback}")
        return fallback
    if said.startswith("-"):
        assumed.append(f"year of the meeting: not said, taken as {fallback.year}")
        said = f"{fallback.year}{said[1:]}"
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        assumed.append(f"date of the meeting: '{said}' is no date, taken as {fallback}")
        return fallback


def _item(
    topic: str, draft: Draft, found: Topic, parties: tuple[str, str], actors: Any, assumed: list[str]
) -> dict[str, Any]:
    """An agenda item with its default options, put to who asks and who is asked."""
    asks = [a for a in draft.asks if a.item == topic]
    if asks:
        asker, target = asks[0].asker, asks[0].target
    else:
        asker, target = parties[1], parties[0]
        assumed.append(f"{topic}: who asks is not said, taken as {actors[asker].name} of {actors[target].name}")
    regions = {"$asker": actors[asker].region, "$target": actors[target].region}
    who = {"asker": asker, "target": target}
    spans = draft.items[topic]
    positions = [
        {"party": a.asker, "asks": a.span.text, "source": _key(a.span.article)} for a in asks if a.asker in parties
    ]
    reported = _reported(topic, draft, found)
    options = []
    for template in found.options:
        measures = [
            {k: regions.get(v, v) if isinstance(v, str) else v for k, v in measure.items()}
            for measure in [*template.measures, *(() if asks else map(_mirrored, template.measures))]
            if measure
        ]
        title = template.title
        if reported:
            rate, scale = reported
            measures = [{**m, "points": round(m["points"] * scale, 4)} if "points" in m else m for m in measures]
            title = f"{rate:g} points stand (as reported)" if template is found.options[0] else title
        worth = {
            who[role]: {**dict(zip(("low", "mid", "high"), ends, strict=True)), "basis": "judgement"}
            for role, ends in template.worth.items()
        }
        options.append({"id": template.id, "title": title, "measures": measures, "worth": worth})
    if reported:
        assumed.append(
            f"{topic}: the {reported[0]:g}% reported is what {named(actors[target].name)} charges, on all it names"
        )
    assumed.append(f"{topic}: default options and worth of the taxonomy")
    return {
        "id": topic,
        "title": found.title,
        "status_quo": found.options[0].id,
        "options": options,
        "positions": positions,
        "stakes": spans[0].span.text,
        "modelling": "defaults of the taxonomy, to be reviewed",
        "source": _key(spans[0].span.article),
    }
