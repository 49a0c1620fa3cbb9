"""Regions of which a file of tariffs names some members and not others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tradetalks.world import country_codes
from tradetalks.world.classify import REGIONS
from tradetalks.world.membership import REST


@dataclass(frozen=True)
class Part:
    """Members of a region that a file gives rates of, without the others.

    Attributes:
        given: members with rates. lacking: members without. partner: the other side as the file writes it, ``WLD``
            where it is everybody. selling: are the members exporters?
    """

    region: str
    given: tuple[str, ...]
    lacking: tuple[str, ...]
    partner: str
    selling: bool


def parts_of_regions(pairs: Iterable[tuple[str, str]], held: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    """Regions named in part, of each pair (exporter, importer) of codes; ``held``: economies in each region.

    A region's own code stands for the region. What no table holds apart is not missed.
    """
    several = {region: {*economies} for region, economies in held.items() if len(economies) > 1}
    beside: dict[tuple[bool, str], set[str]] = {}
    for exporter, importer in pairs:
        beside.setdefault((True, importer), set()).add(exporter)
        beside.setdefault((False, exporter), set()).add(importer)
    for (selling, partner), codes in beside.items():
        spoken = {e for code in codes if code != "WLD" for e in economies_of(code, held)}
        for region, economies in several.items():
            given, lacking = spoken & economies, economies - spoken - {REST}
            if given and lacking and region not in codes:
                yield Part(region, tuple(sorted(given)), tuple(sorted(lacking)), partner, selling)


def economies_of(code: str, held: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Economies that a schedule's code speaks of: a union's members, or one economy, though a region bears its name."""
    long = country_codes.by_two_letters().get(code, code)
    union = next((r for r in REGIONS if r.code == long and long not in r.economies), None)
    if union is not None:
        return tuple(union.economies)
    return tuple(held[long]) if long in held and long not in held[long] else (long,)
