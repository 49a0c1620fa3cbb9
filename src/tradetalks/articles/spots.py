"""Where a report says something is: heads and closing formulas, seats of government, usual names of capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tradetalks.articles.days import DATE, MONTHS, date_of, has_year
from tradetalks.articles.mentions import mentions
from tradetalks.articles.taxonomy import Taxonomy

NO_PLACE = re.compile(
    rf"^(?:{'|'.join(MONTHS)}|Parliament|Congress|Article|Annex|Council|Chapter|Section|English|Spring|Summer|Autumn"
    r"|Winter|Paragraph|Phase|Africa|Asia|Europe|Latin America|North America|South-?East Asia|Central Asia|January"
    r"|[A-Z]{2,})\b|\b(?:Agreement|Ministry|Organi[sz]ation|Committee|Commission|Union|Act|Zone|Area|Court|Week)\b"
)
MOST_HEAD = 24
"""Words of a head line at most."""
_CAPITAL = re.compile(r"\b[Ii]n the (?P<who>[A-Z][\w-]+(?: [A-Z][\w-]+)?) capital\b")
_CAPITAL_OF = re.compile(
    r"\b[Ii]n (?:the |[A-Z][\w]+(?: [A-Z]\w+)?'s? )?(?:\w+ )?capital(?: city)?,? (?:of )?"
    r"(?P<city>[A-Z][\w-]+(?: [A-Z][\w-]+)?)"
)
"""A capital named as one: "in Moldova's capital Chisinau"."""
_DONE = re.compile(
    r"^(?:Done|Signed|Issued|Adopted|Given|Concluded)\b[^.;]{0,40}?\b(?:at|in) "
    r"(?P<city>[A-ZÀ-Þ][\w'-]+(?: (?:[A-ZÀ-Þ][\w'-]+|del?|la))*)(?=,| on\b| this\b|\.|$)"
)
"""How a statement closes: "Done at Lima on 4 May 2027"."""
_HEADING = re.compile(
    r"\b(?:joint|statement|communiqu[eé]|declaration|press release|readout|minutes|meeting|session|round|summit)\b"
    r"|^[\W\d]*$",
    re.IGNORECASE,
)
"""What a head line says beside its place and date: what it is the head of, or nothing."""


def guest_of(text: str, city: str, taxonomy: Taxonomy) -> bool:
    """Does a report filed from a capital begin with somebody of another country: "BEIJING - Mr Carney has reached"?"""
    named = mentions(text, taxonomy)
    return bool(named) and named[0].noun and named[0].party != taxonomy.kinds[city][0]


def of_head(text: str, number: int, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """Place and date of a closing formula, or of a head line that has both: "Joint Statement - Lima (4 June 2027)"."""
    day = date_of(text) or ""
    if done := _DONE.match(text):
        if not NO_PLACE.search(done["city"]) and done["city"] not in names_of_countries(taxonomy):
            yield done["city"], day if has_year(day) else ""
        return
    if number > 2 or not has_year(day) or len(text.split()) > MOST_HEAD:
        return
    bare = DATE.sub(" ", text)
    cities = [c for c in taxonomy.cities if re.search(rf"(?:^|[,|:(–-])\s*{re.escape(c)}\b\s*(?:[,|()–-]|$)", bare)]
    if len(cities) == 1 and _HEADING.search(bare.replace(cities[0], "")):
        yield cities[0], day


def usual_name(city: str, taxonomy: Taxonomy) -> str:
    """A capital by its usual name: New Delhi for Delhi."""
    who, kind = taxonomy.kinds.get(city, ("", ""))
    usual = taxonomy.places.parties[who].seats[0] if kind == "seats" and who in taxonomy.places.parties else city
    return usual if city in usual else city


def names_of_countries(taxonomy: Taxonomy) -> set[str]:
    """Names of countries, which are no places of talks by themselves."""
    return {name for name, (_, kind) in taxonomy.kinds.items() if kind == "names"}


def landmark(text: str, taxonomy: Taxonomy) -> str | None:
    """The city of a seat of government ("at the White House"), or of "the Ecuadorian capital"."""
    for name, city in taxonomy.places.venues.items():
        held = r"(?: (?:signing )?(?:ceremony|meeting|summit|talks|event|press conference|luncheon|dinner))"
        if re.search(rf"\b(?:at|in|to) (?:the |an? )?{re.escape(name)}\b|\b{re.escape(name)}{held}\b", text):
            return city
    if (match := _CAPITAL.search(text)) and (said := taxonomy.kinds.get(match["who"])):
        seats = taxonomy.places.parties[said[0]].seats
        return seats[0] if seats else None
    named = _CAPITAL_OF.search(text)
    return named["city"] if named and named["city"] in taxonomy.cities else None
