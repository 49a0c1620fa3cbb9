"""Words for people in place of codes, ids and dates as machines write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradetalks.report.package_words import named

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.world.world import World

JUDGEMENT = "judgement"
_ISO = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")
LONGEST = 60  # letters of a source's title that stand in place of its id


def day_words(date: datetime.date | str) -> str:
    """12 November 2025, of a date or of YYYY-MM-DD; November 2025 of YYYY-MM; other words as they are."""
    match = _ISO.fullmatch(str(date).strip())
    if match is None or match["month"] is None:
        return str(date)
    try:
        found = datetime.date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    except ValueError:
        return str(date)
    return f"{found.day} {found:%B %Y}" if match["day"] else f"{found:%B %Y}"


def with_names(text: str, world: World) -> str:
    """Codes of the world's regions inside a text, whole words in capitals, replaced by names."""
    names = {code: named(world.region_name(code)) for code in world.regions if world.region_name(code) != code}
    if not names:
        return text
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")
    return pattern.sub(lambda found: names[found[1]], text)


def measure_words(text: str, d: Dossier, world: World) -> str:
    """A measure's line with names of regions, titles of profiles, and days in words."""
    for name, profile in d.profiles.items():
        text = re.sub(rf", times profile {re.escape(name)}\b", lambda _, t=profile.title: f", times: {t}", text)
        text = re.sub(rf", profile {re.escape(name)}\b", lambda _, t=profile.title: f": {t}", text)
    text = re.sub(r"\d{4}-\d{2}-\d{2}", lambda found: day_words(found[0]), text)
    return with_names(text, world)


def source_words(d: Dossier, source: str) -> str:
    """A source in a few words, its publisher or title and its date, in place of its id; 'judgement' as it is."""
    found = d.sources.get(source)
    if found is None:
        return source
    who = found.publisher or (found.title if len(found.title) <= LONGEST else f"{found.title[:LONGEST].rstrip()}…")
    return f"{who}, {day_words(found.date)}" if found.date else who


def basis_words(d: Dossier, sources: Mapping[str, object] | list[str] | set[str]) -> str:
    """Several bases, each once, 'judgement' first."""
    told = dict.fromkeys(source_words(d, s) for s in sorted(sources, key=lambda s: (s != JUDGEMENT, s)))
    return "; ".join(told)
