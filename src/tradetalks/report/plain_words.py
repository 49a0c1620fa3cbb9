"""Words for people in place of codes, ids and dates as machines write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier.inferred import REVEALED
from tradetalks.report.duty_words import with_duty_names
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier
    from tradetalks.world.world import World

JUDGEMENT = "judgement"
PURCHASES = "cost of promised purchases"
"""What a budget pays so that as much is bought as was promised is called, wherever it is told."""
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


def capital(words: str) -> str:
    """Words that begin a sentence."""
    return words[:1].upper() + words[1:]


def unread_words(names: Sequence[str]) -> str:
    """That nobody counted people at work by sector in these countries, so that jobs are shares alone."""
    return (
        f"How many people work in which sector was not read for {listed(names)}: jobs there are told in per cent of the"
        " sector's, not in people, as if each dollar of pay had as many people in every sector."
    )


def dated(text: str) -> str:
    """Days and months of a text in words."""
    return re.sub(r"\b\d{4}-\d{2}(-\d{2})?\b", lambda found: day_words(found[0]), text)


def definition_words(text: str) -> str:
    """A definition of an average with its days and months in words; a month's trade is counted when it is over, and
    told as that to who reads of a day in it."""
    later = ", counted afterwards" if text.startswith(("collected in", "expected, weights of")) else ""
    return dated(text) + later


TRACKERS = {
    r"(?:Budget-Lab-Yale/)?tariff-rate-tracker(?:@\w+)?": "tariff-rate tracker of the Budget Lab at Yale",
    r"(?:tradewartracker/)?trade-war-redux-2025(?:@\w+)?": "Trade War Tracker",
    r"(?:mwaugh0328/)?tradewar-tracker(?:@\w+)?": "trade-war tracker of M. Waugh",
}
_PATH = r"(?: (?:docs|config|resources)/[\w./]+| README)?(?: of \d{4}-\d{2}-\d{2})?(?: \(MIT\))?"


def source_plain(text: str) -> str:
    """A source as a person names it: public trackers by name, without the files of theirs that were read, each once."""
    for pattern, name in TRACKERS.items():
        text = re.sub(pattern + _PATH, name, text)
    text = re.sub(r"(?:^|(?<=; ))(?:docs|config|resources)/[\w./]+(?: \(MIT\))?", "", text)
    return "; ".join(dict.fromkeys(part for part in text.split("; ") if part))


def with_names(text: str, world: World) -> str:
    """Codes of the world's regions inside a text, whole words in capitals, replaced by names."""
    names = {code: named(world.region_name(code)) for code in world.regions if world.region_name(code) != code}
    if not names:
        return text
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")
    return pattern.sub(lambda found: names[found[1]], text)


def with_sectors(text: str, world: World) -> str:
    """Codes of the world's sectors inside a text, whole words in capitals, replaced by names in small letters."""
    names = {code: world.sector_name(code) for code in world.sectors if code.isupper() and len(code) > 1}
    names = {code: _small(name) for code, name in names.items() if name != code}
    if not names:
        return text
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")
    text = re.sub(r"(?<=[A-Z0-9]), (?=[A-Z])", "; ", text) if pattern.search(text) else text
    return pattern.sub(lambda found: names[found[1]], text)


def _small(name: str) -> str:
    """A sector's name inside a sentence; what begins with an abbreviation stays (AI accelerators)."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def without_ticks(text: str) -> str:
    """Text whose authors marked names as Markdown does, with quotation marks in their place."""
    return re.sub(r"`([^`]*)`", r"'\1'", text)


def knows_no_today(dossier: Dossier) -> bool:
    """Were the talks imported from files without a status quo, for which the first option of every issue stands?"""
    return all(party.score for party in dossier.parties.values())


def told_against(dossier: Dossier) -> str:
    """What a package's value is told against: today, or what stands for it."""
    return "the first option of every issue" if knows_no_today(dossier) else "today"


def after_colon(title: str) -> str:
    """A title after a colon: its article, or a word in its place, in small letters."""
    return (
        title[:1].lower() + title[1:]
        if title.startswith(("The ", "A ", "An ", "Each ", "All ", "Both ", "No "))
        else title
    )


def shortened(title: str, most: int = LONGEST) -> str:
    """A title of no more than ``most`` letters, cut between words."""
    if len(title) <= most:
        return title
    return f"{title[:most].rsplit(' ', 1)[0].rstrip(' ,:;(')}…"


def measure_words(text: str, d: Dossier, world: World) -> str:
    """A measure's line with names of regions, sectors and duties, titles of profiles, and days in words."""
    for name, profile in d.profiles.items():
        text = re.sub(rf", times profile {re.escape(name)}\b", lambda _, t=profile.title: f", times: {t}", text)
        text = re.sub(rf", profile {re.escape(name)}\b", lambda _, t=profile.title: f": {t}", text)
    text = dated(with_duty_names(text))
    return with_sectors(with_names(text, world), world)


def changed_words(d: Dossier, package: Mapping[str, str]) -> str:
    """What a package changes: items with the options that are not their status quo."""
    changed = [d.item(i) for i, option in package.items() if option != d.item(i).status_quo]
    return "; ".join(f"{item.title}: {item.option(package[item.id]).title}" for item in changed) or "status quo"


def source_words(d: Dossier, source: str) -> str:
    """A source in a few words, its publisher or title and its date, in place of its id; 'judgement' as it is."""
    found = d.sources.get(source)
    if found is None:
        return "inferred from today's tariffs" if source == REVEALED else source
    day = day_words(found.date) if found.date else ""
    if not found.publisher and day and found.title.rstrip(".").endswith(day):
        return found.title.rstrip(".")
    who = found.publisher or shortened(found.title)
    return f"{who}, {day}" if day else who


def basis_words(d: Dossier, sources: Mapping[str, object] | list[str] | set[str]) -> str:
    """Several bases, each once, 'judgement' first."""
    told = dict.fromkeys(source_words(d, s) for s in sorted(sources, key=lambda s: (s != JUDGEMENT, s)))
    return "; ".join(told)
