"""What a dossier may say but probably does not mean: shown as warnings beside its results, never in their way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tradetalks.dossier.model import Dossier, Party
from tradetalks.dossier.sense import computed, is_date
from tradetalks.policy.instruments import Measure, PurchaseCommitment, compile_measures
from tradetalks.policy.limits import Limit
from tradetalks.policy.measure import names
from tradetalks.world.classify import REGIONS
from tradetalks.world.world import World

FAR_DAYS = 366
"""A meeting is held within a year of the eve that it is computed from."""
BEFORE_DAYS = 7
"""What was agreed was not agreed longer before the eve than this."""
NOT_SAID = ("", "not said", "n.d.")
WHOLE = {"EU27": ("EU", "EU27", "European Union", "the European Union")}
"""Names that mean a group as a whole, by region, besides the region's own name."""


def cautions(d: Dossier, world: World | None = None) -> Iterator[tuple[str, str]]:
    """Warnings on a sound dossier: (top-level key, message that names path, value and what was expected).

    Args:
        world: the benchmark to compare purchases with; the dossier's own if left out.
    """
    yield from _dates(d)
    for code, party in d.parties.items() if computed(d) else ():
        if said := in_a_group(code, party):
            yield "parties", f"parties.{code}.region: {said}"
    yield from _points(d)
    benchmark = world or d.world.build()
    yield from _idle(d, benchmark)
    yield from _beyond_spending(d, benchmark)


def _dates(d: Dossier) -> Iterator[tuple[str, str]]:
    eve = d.reference_date
    apart = (d.meeting.date - eve).days
    if abs(apart) > FAR_DAYS:
        yield "meeting", f"meeting.date: found {d.meeting.date}, {_span(apart)} the eve {eve}; expected within a year"
    if d.agreed and (eve - d.agreed.date).days > BEFORE_DAYS:
        gap = _span((d.agreed.date - eve).days)
        yield "agreed", f"agreed.date: found {d.agreed.date}, {gap} the eve {eve}; expected the eve or later"
    for j, statement in enumerate(d.statements):
        if statement.date.strip().lower() not in NOT_SAID and not is_date(statement.date):
            yield (
                "statements",
                f"statements[{j}].date: found '{statement.date:.80}'; expected YYYY-MM-DD, YYYY-MM, YYYY or 'not said'",
            )
    for item in d.agenda:
        for option in item.options:
            for j, phase in enumerate(option.phases):
                years = (phase.since - eve).days / 365.25
                if years >= d.horizon_years:
                    yield (
                        "agenda",
                        f"agenda '{item.id}'.options['{option.id}'].phases[{j}].since: found {phase.since}, beyond the"
                        f" horizon of {d.horizon_years:g} years from {eve}; the phase counts for nothing",
                    )


def _span(days: int) -> str:
    size, where = abs(days), "after" if days > 0 else "before"
    return f"{size} days {where}" if size < 730 else f"{size / 365.25:.0f} years {where}"


def in_a_group(code: str, party: Party) -> str:
    """What to say of a party that the world knows only as part of a group, whose gains would be the whole group's;
    empty for others."""
    region = next((r for r in REGIONS if r.code == party.region), None)
    if region is None or len(region.economies) < 2:
        return ""
    whole = {name.casefold() for name in (region.name, *WHOLE.get(region.code, ()))}
    if {party.name.casefold(), code.casefold()} & whole or region.name.startswith(f"{party.name} ("):
        return ""
    return (
        f"found {region.code} for {party.name}; that region is {region.name}, {', '.join(region.economies)} together,"
        " and its gains and losses are theirs together. Expected a region of its own (a world that tells them apart),"
        " or a party that speaks for all of them"
    )


# ---------------------------------------------------------------------- figures of another unit or size
def _points(d: Dossier) -> Iterator[tuple[str, str]]:
    """Rates above 100 percentage points: most often a per cent written where a fraction is meant.

    Up to 200 points a measure's note lets it stand (tariffs of 2025 went to 145); beyond that, nothing does.
    """
    told: set[str] = set()
    profiles, stated = d.profile_rates(), {name: profile.rates for name, profile in d.profiles.items()}
    for key, path, measure in _all(d):
        for name in ("points", "over_quota_points"):
            points = getattr(measure, name, None)
            if points is not None and points > _usual(measure):
                yield key, f"{path}.{name}: {_as_points(points)}"
        points, profile = getattr(measure, "points", None), getattr(measure, "profile", None)
        if points is None or profile is None or points > _usual(measure):
            continue
        for sector, rate in profiles[profile].items():
            where = f"profiles.{profile}.rates.{sector}"
            if abs(points * rate) > _usual(measure) and where not in told:
                told.add(where)
                times = "" if points == 1 else f", times {points:g} of {path}"
                yield (
                    ("profiles", f"{where}: {_as_points(rate, points, times)}")
                    if sector in stated[profile]
                    else (key, f"{path}.profile: {sector}: {_as_points(rate, points, times)}")
                )


def _usual(measure: Measure) -> float:
    """The highest rate that is not asked about."""
    return 2.0 if measure.note else 1.0


def _as_points(value: float, times: float = 1.0, words: str = "") -> str:
    points = f"{100 * value * times:,.10g}".replace("-", "\u2212")
    return (
        f"found {value:g}{words}, which is {points} percentage points;"
        f" {abs(value):g} per cent is written {abs(value) / 100:.10g}"
    )


def _beyond_spending(d: Dossier, world: World) -> Iterator[tuple[str, str]]:
    """Floors on purchases above all that the importer spends on those sectors, its own makers' sales included."""
    rates, year = d.profile_rates(), world.provenance.get("year", "the benchmark year")
    for key, path, measure in _all(d):
        if not isinstance(measure, PurchaseCommitment):
            continue
        (floor,) = measure.effect(world, rates).limits
        at = (slice(None), floor.importer, list(floor.sectors))
        spent = float((world.trade[at] * (1 + world.export_tax[at]) * (1 + world.tariff[at])).sum())
        if floor.level > spent:
            of = "billions" if measure.billions is not None else "million_tonnes"
            yield (
                key,
                f"{path}.{of}: found a floor of {floor.level:,.10g} bn USD a year; {measure.importer} spends"
                f" {spent:,.1f} bn on {names(measure.sectors)} in all, from everywhere and at home ({year}); the floor"
                " can hardly be met, and packages with it may have no solution. Expected billions of USD, less than"
                " is spent",
            )


# ---------------------------------------------------------------------- measures that do nothing
def _idle(d: Dossier, world: World) -> Iterator[tuple[str, str]]:
    """Measures that change nothing on the benchmark: floors below what is traded, caps above it, taxes of nothing."""
    rates, touched = d.profile_rates(), _touched(d, world)
    year = world.provenance.get("year", "the benchmark year")
    for key, path, measure in _all(d):
        if isinstance(measure, PurchaseCommitment):
            (floor,) = measure.effect(world, rates).limits
            flow, sectors = (floor.exporter, floor.importer), list(floor.sectors)
            traded = float((world.trade[flow][sectors] * (1 + world.export_tax[flow][sectors])).sum())
            if floor.level <= traded and not touched[flow][sectors].any():
                flow_words = f"{measure.pair}, {names(measure.sectors)}, {year}"
                yield (
                    key,
                    f"{path}: found a floor of {floor.level:g} bn USD a year; does nothing: {traded:.1f} bn already"
                    f" traded ({flow_words}). A floor is on the total, not on what is added",
                )
        elif isinstance(measure, Limit) and measure.keeps >= 1 and not getattr(measure, "fee", 0):
            yield (
                key,
                f"{path}.keeps: found {measure.keeps:g}; does nothing: no less than the benchmark's volume is allowed",
            )
        elif compile_measures([measure], world, rates).is_nothing():
            yield key, f"{path}: does nothing; found {measure.describe()}"


def _touched(d: Dossier, world: World) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """``[exporter, importer, sector]`` flows that measures on the eve change, so that the benchmark's are no guide."""
    effect = compile_measures(d.measures(d.status_quo()), world, d.profile_rates())
    found = (effect.tariff != 0) | (effect.export_tax != 0) | (effect.log_barrier != 0) | (effect.specific != 0)
    for limit in effect.limits:
        found[limit.exporter, limit.importer, list(limit.sectors)] = True
    return found


def _all(d: Dossier) -> Iterator[tuple[str, str, Measure]]:
    """Every measure with its top-level key and path."""
    yield from (("in_force", f"in_force[{k}]", m) for k, m in enumerate(d.in_force))
    for j, item in enumerate(d.agenda):
        for option in item.options:
            for k, measure in enumerate(option.measures):
                yield "agenda", f"agenda[{j} '{item.id}'].options['{option.id}'].measures[{k}]", measure
    for j, branch in enumerate(d.no_deal):
        yield from (
            ("no_deal", f"no_deal[{j} '{branch.name}'].measures[{k}]", m) for k, m in enumerate(branch.measures)
        )
    for j, step in enumerate(d.escalation):
        yield from (("escalation", f"escalation[{j}].measures[{k}]", m) for k, m in enumerate(step.measures))
