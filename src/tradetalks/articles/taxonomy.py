"""What is negotiated and who negotiates, as readable data that users extend."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from tradetalks.dossier.files import read_yaml
from tradetalks.errors import ArticleError, DossierError


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
    """Something negotiated: how reports say it and its default options, the status quo first."""

    title: str
    says: list[Said] = Field(min_length=1)
    unless: list[Said] = []
    options: list[Template] = Field(min_length=2)


class Actor(_Strict):
    """A possible party and how reports call it."""

    region: str
    name: str
    names: list[Said]
    adjectives: list[Said] = []
    seats: list[Said] = []
    leaders: list[Said] = []


class Places(_Strict):
    """Parties, cities, occasions and spellings."""

    parties: dict[str, Actor]
    cities: list[str] = []
    occasions: dict[str, str] = {}
    spellings: dict[str, str] = {}


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Topics and places with their patterns."""

    topics: dict[str, Topic]
    places: Places
    topic_patterns: dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]
    parties: re.Pattern[str]
    kinds: dict[str, tuple[str, str]]  # mention -> (party, names | adjectives | seats | leaders)


def phrase(text: str) -> str:
    """A phrase as a pattern: a star within a word stands for letters, one by itself for up to four words."""
    found, gap = "", False
    for token in text.split():
        if token == "*":
            gap = True
            continue
        word = r"\w*".join(map(re.escape, token.split("*")))
        between = (r"(?:\W+\w+){0,4}?\W+" if gap else r"\W+") if found else ""
        found, gap = found + between + word, False
    last = text.split()[-1]
    return rf"\b{found}" + ("" if last.endswith("*") and last != "*" else r"\b")


def _any(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(phrase(p) for p in sorted(phrases, key=len, reverse=True)), re.IGNORECASE)


def build(topics: dict[str, Topic], places: Places) -> Taxonomy:
    """Compile patterns."""
    kinds: dict[str, tuple[str, str]] = {}
    for code, actor in places.parties.items():
        for kind in ("leaders", "seats", "adjectives", "names"):
            for mention in getattr(actor, kind):
                kinds[mention] = (code, kind)
    ordered = sorted(kinds, key=len, reverse=True)
    edge = [rf"(?<![\w.]){re.escape(m)}(?!\w)" for m in ordered]
    patterns = {key: (_any(t.says), _any(t.unless) if t.unless else None) for key, t in topics.items()}
    return Taxonomy(topics, places, patterns, re.compile("|".join(edge)), kinds)


@cache
def shipped() -> Taxonomy:
    """The taxonomy that comes with the package."""
    data = resources.files("tradetalks.articles") / "data"
    read = YAML(typ="safe", pure=True)
    topics = read.load((data / "taxonomy.yaml").read_text(encoding="utf-8"))
    places = read.load((data / "places.yaml").read_text(encoding="utf-8"))
    return build({k: Topic.model_validate(v) for k, v in topics.items()}, Places.model_validate(places))


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
