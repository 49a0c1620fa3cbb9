"""What is negotiated and who negotiates, as readable data that users extend."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from tradetalks.articles.countries import EU, Country, countries, members
from tradetalks.dossier.files import read_yaml
from tradetalks.errors import ArticleError, DossierError
from tradetalks.world.unions import UNIONS

UNLED = ("BRICS", "CPTPP")
"""Groups whose bare name is that of a treaty or a summit; only "CPTPP members" are a party."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Said = Annotated[str, Field(pattern=r"\S", max_length=200)]
"""How a report says something: a phrase, not blank."""


class Template(_Strict):
    """A default option; ``$asker`` and ``$target`` in measures stand for regions."""

    id: str
    title: str
    measures: list[dict[str, Any]] = []
    worth: dict[Literal["asker", "target"], list[float]] = {}


class Topic(_Strict):
    """Something negotiated: how reports say it, what it falls on, and its default options, the status quo first."""

    title: str
    gloss: str = Field("", description="what it covers, in a line, for a reader who knows none of these topics")
    says: list[Said] = Field(min_length=1)
    hints: list[Said] = Field(
        [], description="common words that are of this topic where somebody asks for or gives them"
    )
    further: list[Said] = Field(
        [], description="words that are of this topic where a clause that asks or gives names no other"
    )
    unless: list[Said] = []
    sectors: str | list[str] = Field([], description="what a duty or a purchase on this topic falls on")
    goods: bool = Field(False, description="a kind of goods: a tariff on them is about this topic")
    buys: bool = Field(False, description="money named with it is spent on purchases from who asks")
    part: bool = Field(False, description="only a part of its sectors: a duty on it is not one on all of them")
    options: list[Template] = Field(min_length=2)


class Actor(_Strict):
    """A possible party and how reports call it."""

    region: str
    name: str
    names: list[Said]
    adjectives: list[Said] = []
    seats: list[Said] = []
    leaders: list[Said] = []


class Further(_Strict):
    """What the list of countries lacks of how reports call one."""

    names: list[Said] = []
    adjectives: list[Said] = []
    seats: list[Said] = []
    leaders: list[Said] = []


class Places(_Strict):
    """Parties, cities, venues with their cities, occasions and spellings; ``also``: additions to the list of
    countries; ``makers``: firms with whose they are; ``blocs``: what reports call groups of economies that negotiate
    as one, by their code in ``world.unions``."""

    parties: dict[str, Actor]
    also: dict[str, Further] = {}
    blocs: dict[str, list[Said]] = {}
    cities: list[str] = []
    makers: dict[str, str] = {}
    venues: dict[str, str] = {}
    occasions: dict[str, str] = {}
    spellings: dict[str, str] = {}


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Topics and places with their patterns."""

    topics: dict[str, Topic]
    places: Places
    topic_patterns: dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]
    hint_patterns: dict[str, re.Pattern[str]]
    further_patterns: dict[str, re.Pattern[str]]
    parties: re.Pattern[str]
    kinds: dict[str, tuple[str, str]]  # mention -> (party, kind of ``mentions.Mention``)
    begins: dict[str, frozenset[str]]  # topic -> how its phrases begin, as ``beginnings`` has it
    goods: frozenset[str] = frozenset()  # topics that are kinds of goods
    cities: tuple[str, ...] = ()  # where talks may be held
    blocs: Mapping[str, frozenset[str]] = field(default_factory=dict)  # group of economies -> its members

    def name(self, party: str) -> str:
        """A party's printed name; its code where it has none."""
        return self.places.parties[party].name if party in self.places.parties else party


_ENDINGS = "(?:e?s|e?d|ing|'s|y|ies)?"


def phrase(text: str) -> str:
    """A phrase as a pattern: a star at a word's end stands for its plural, -y, -ies, -ed or -ing, two stars for any
    letters, as one does within a word; one by itself stands for up to four words."""
    found, gap = "", False
    for token in text.split():
        if token == "*":
            gap = True
            continue
        parts = token.split("*")
        ended = _ENDINGS if len(parts) > 1 and not parts[-1] else ""
        word = r"\w*".join(map(re.escape, parts[:-1] if ended else parts)) + ended
        between = (r"(?:\W+\w+(?:[.,]\d+)*){0,4}?\W+" if gap else r"\W+") if found else ""
        found, gap = found + between + word, False
    return rf"\b{found}(?!\w)"


def _any(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(phrase(p) for p in sorted(phrases, key=len, reverse=True)), re.IGNORECASE)


LONGEST_BEGINNING = 4
"""Letters of a word by which a phrase is looked for."""


def beginnings(text: str) -> set[str]:
    """How the words of a text begin, by up to four letters: a phrase that begins otherwise is not in it."""
    return {word[:n] for word in re.findall(r"\w+", text.lower()) for n in range(1, LONGEST_BEGINNING + 1)}


def _begins(topic: Topic) -> frozenset[str]:
    found = (re.match(r"\w*", said.lower().lstrip("\"' ")) for said in (*topic.says, *topic.hints, *topic.further))
    return frozenset(m.group()[:LONGEST_BEGINNING] for m in found if m)


def unaccented(name: str) -> str:
    """A name as wires write it, without accents: "Asuncion"."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def pattern_of(kinds: Iterable[str]) -> re.Pattern[str]:
    """What finds any of these names in a text, the longest first."""
    ordered = sorted(kinds, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


def build(topics: dict[str, Topic], places: Places) -> Taxonomy:
    """Compile patterns; countries that ``places`` lacks come from the list of countries."""
    listed = {c.code: _listed(c, places.also.get(c.code)) for c in countries() if c.code not in members()}
    grouped = {code: _grouped(code, names) for code, names in places.blocs.items()}
    places = places.model_copy(update={"parties": {**listed, **grouped, **places.parties}})
    kinds: dict[str, tuple[str, str]] = {}
    for country in countries():
        if country.code in members():
            kinds |= dict.fromkeys(country.names, (EU, "members")) | dict.fromkeys(country.people, (EU, "peoples"))
            kinds |= {c: (EU, "capitals") for c in country.capitals if c not in kinds}
    for code, actor in places.parties.items():
        for kind in ("leaders", "seats", "adjectives", "names"):
            for mention in getattr(actor, kind):
                if kind != "seats" or mention not in kinds or kinds[mention][0] != code:
                    kinds[mention] = (code, kind)
    patterns = {key: (_any(t.says), _any(t.unless) if t.unless else None) for key, t in topics.items()}
    hints = {key: _any(t.hints) for key, t in topics.items() if t.hints}
    further = {key: _any(t.further) for key, t in topics.items() if t.further}
    cities = {*places.cities, *(c for country in countries() for c in country.capitals)}
    cities |= {seat for actor in places.parties.values() for seat in actor.seats if seat != "Kremlin"}
    cities |= {plain for city in cities if (plain := unaccented(city)) not in kinds}
    kinds = {**{plain: told for name, told in kinds.items() if (plain := unaccented(name)) != name}, **kinds}
    goods = frozenset(key for key, topic in topics.items() if topic.goods)
    begins = {key: _begins(t) for key, t in topics.items()}
    blocs = {code: _members(code) for code in places.blocs}
    return Taxonomy(
        topics, places, patterns, hints, further, pattern_of(kinds), kinds, begins, goods, tuple(sorted(cities)), blocs
    )


_OF_MEMBER = {"names": "members", "adjectives": "peoples", "seats": "capitals", "leaders": "leaders"}
"""What a mention of a member is where its group speaks for it."""


def as_one(taxonomy: Taxonomy, blocs: Iterable[str]) -> Taxonomy:
    """The taxonomy in which these groups of economies speak for their members: "Norway will cut" is EFTA's."""
    whose = {member: code for code in blocs for member in taxonomy.blocs.get(code, ())}
    if not whose:
        return taxonomy
    kinds = {
        said: (whose[who], _OF_MEMBER[kind]) if who in whose else (who, kind)
        for said, (who, kind) in taxonomy.kinds.items()
    }
    return replace(taxonomy, kinds=kinds)


def _members(code: str) -> frozenset[str]:
    """ISO codes of a group's members, those that the world's tables lack among them."""
    outside = UNIONS[code].outside
    return frozenset({*UNIONS[code].members, *(c.code for c in countries() if {*c.names} & {*outside})})


def _grouped(code: str, names: list[str]) -> Actor:
    """A group of economies as a party: by its names, and these with "members" or "states" after them."""
    many = ("states", "countries", "members", "member states", "nations", "parties")
    said = [f"{name} {noun}" for name in names for noun in (*many, *map(str.title, many))]
    alone = [] if code in UNLED else names
    return Actor(region=code, name=UNIONS[code].title, names=[*alone, *said], adjectives=[], seats=[], leaders=[])


def _listed(country: Country, more: Further | None) -> Actor:
    """A country of the list as a party."""
    more = more or Further()
    people = [p for one in country.people for p in (one, f"{one}s") if not (p.endswith(("ses", "shs", "chs")))]
    seats = [c for c in country.capitals if c not in country.names]
    return Actor(
        region=country.code,
        name=country.names[0],
        names=[*country.names, *more.names],
        adjectives=[*people, *more.adjectives],
        seats=[*seats, *more.seats],
        leaders=list(more.leaders),
    )


@cache
def shipped() -> Taxonomy:
    """The taxonomy that comes with the package."""
    data = resources.files("tradetalks.articles") / "data"
    read = YAML(typ="safe", pure=True)
    topics = read.load((data / "taxonomy.yaml").read_text(encoding="utf-8"))
    wider = read.load((data / "vocabulary.yaml").read_text(encoding="utf-8"))
    places = read.load((data / "places.yaml").read_text(encoding="utf-8"))
    return build(
        {k: Topic.model_validate(v | {"further": wider.get(k, [])}) for k, v in topics.items()},
        Places.model_validate(places),
    )


def extended(path: Path | None) -> Taxonomy:
    """The shipped taxonomy with a user's topics (and ``parties``) added or replaced.

    Raises:
        ArticleError: naming file, place, value and what was expected.
    """
    base = shipped()
    if path is None:
        return base
    try:
        content = read_yaml(path)
        parties = {k: Actor.model_validate(v) for k, v in (content.pop("parties", None) or {}).items()}
        topics = {k: Topic.model_validate(v) for k, v in content.items()}
    except DossierError as error:
        raise ArticleError(str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ArticleError(f"{path}: {error.title} {where}: found {first['input']!r:.200}; {first['msg']}") from None
    places = base.places.model_copy(update={"parties": {**base.places.parties, **parties}})
    return build({**base.topics, **topics}, places)
