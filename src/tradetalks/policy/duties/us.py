"""US duties by line, partner and day: the base, every layer, and what each adds after stacking."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties import measures, stacking
from tradetalks.policy.duties.lines import Array, Mask
from tradetalks.policy.duties.measures import Duty

LAYERS = (
    "base", "301", "232", "fentanyl", "reciprocal", "country order", "122", "301 Brazil", "338", "301 forced labour",
)  # fmt: skip
"""Layers in the order of tables."""
USMCA = {"CAN": "usmca_canada", "MEX": "usmca_mexico"}


def rates(
    partner: str, day: datetime.date | str, loaded: datetime.date | None = None, claimed: float | None = None
) -> Mapping[str, Array]:
    """What goods of ``partner`` entered on ``day`` owe, by layer and line, fractions of customs value.

    Args:
        loaded: the day they were loaded abroad, where duties spare what was at sea; none are spared if None.
        claimed: share of the partner's trade that claims USMCA; that of the month if None.

    Raises:
        PolicyError: a partner without imports by product, with the nearest; a day before 2018.
    """
    if partner not in schedule.PARTNERS:
        raise PolicyError(unknown("partner with imports by product", partner, schedule.PARTNERS))
    entered = measures.day_of_entry(day)
    return _stacked(partner, measures.charged(partner, entered, loaded), _share_claimed(partner, entered, claimed))


def stacked(partner: str, charged: tuple[Duty, ...], entered: datetime.date) -> Mapping[str, Array]:
    """What goods of ``partner`` owe under any list of duties, by layer and line; ``rates`` is that under the law's."""
    return _stack(partner, charged, _share_claimed(partner, entered, None))


def _share_claimed(partner: str, entered: datetime.date, claimed: float | None) -> float:
    if partner not in USMCA:
        return 0.0
    return _claimed(partner, entered.year, entered.month) if claimed is None else claimed


def total(layers: Mapping[str, Array]) -> Array:
    """Sum of all layers by line."""
    return np.sum(list(layers.values()), axis=0)


@cache
def base(partner: str) -> Array:
    """What goods of ``partner`` owe before any of the duties by date, by line.

    For China the most-favoured-nation rate; for others duties as collected in 2024, which hold preferences as used
    (never above the most-favoured-nation rate on steel and aluminium, where they also hold section 232).
    """
    plain = schedule.most_favoured()
    if partner == "CHN":
        return plain
    paid = schedule.collected(partner)
    metals = schedule.load().union(("steel", "aluminium"))
    return np.where(metals, np.minimum(paid, plain), paid)


def claimed_share(partner: str, claimed: float) -> Array:
    """Share of each line that enters under the agreement when ``claimed`` of a partner's trade does.

    The shares by product are those of 2025; what does not claim shrinks or grows in one proportion on every line.
    """
    share = schedule.load().column(USMCA[partner])
    return np.clip(1.0 - (1.0 - share) * (1.0 - claimed) / (1.0 - claimed_in_2025(partner)), 0.0, 1.0)


def claimed_in_2025(partner: str) -> float:
    """Share of a partner's trade that claimed USMCA over 2025 as a whole."""
    share, value = schedule.load().column(USMCA[partner]), schedule.imports(partner)
    return float(share @ value) / float(value.sum())


@cache
def _claimed(partner: str, year: int, month: int) -> float:
    """Share of a partner's trade that claims the agreement in a month, straight lines between the months read."""
    table = schedule.read("usmca_claimed.csv", text=("month",))
    read = [12 * int(m[:4]) + int(m[5:]) for m in table.month]
    return float(np.interp(12 * year + month, read, table[partner].to_numpy(dtype=float)))


@cache
def _stacked(partner: str, charged: tuple[Duty, ...], claimed: float) -> Mapping[str, Array]:
    return _stack(partner, charged, claimed)


def _stack(partner: str, charged: tuple[Duty, ...], claimed: float) -> Mapping[str, Array]:
    ground = base(partner)
    share = claimed_share(partner, claimed) if partner in USMCA else np.zeros(len(ground))
    by_layer: dict[str, list[Duty]] = {}
    for duty in charged:
        by_layer.setdefault(duty.layer, []).append(duty)
    points, reached = _section_232(by_layer.get("232", []), share, ground)
    found = {"base": ground, "232": points}
    for layer in LAYERS:
        if layer in found or layer not in by_layer:
            continue
        rate = _one_layer(by_layer[layer], share, ground)[0]
        if layer in ("reciprocal", "122") or (layer == "fentanyl" and partner in ("CAN", "MEX")):
            rate = stacking.outside_232(rate, reached)
            if layer == "122":
                rate = np.where(_in_annex(by_layer), 0.0, rate)
        elif layer in ("country order", "301 Brazil", "338", "301 forced labour"):
            rate = stacking.not_on_232(rate, reached)
        found[layer] = rate
    return {layer: found[layer] for layer in LAYERS if layer in found and (layer == "base" or found[layer].any())}


def _in_annex(by_layer: Mapping[str, Sequence[Duty]]) -> Mask:
    """Lines of the metals annexes, on whose full value section 232 stands (US note 16 as of 6 April 2026)."""
    lists = [d.products for d in by_layer.get("232", []) if d.programme == "metals annex"]
    return schedule.load().union(tuple(name for names in lists for name in names))


def _section_232(rows: Sequence[Duty], share: Array, ground: Array) -> tuple[Array, Array]:
    lines = schedule.load()
    programmes = {d.programme for d in rows}
    rate: dict[str, Array] = {}
    covers: dict[str, Mask] = {}
    for name in programmes:
        rate[name], covers[name] = _one_layer([d for d in rows if d.programme == name], share, ground)
    if not programmes:
        return np.zeros(len(lines)), np.zeros(len(lines))
    return stacking.one_232(rate, {name: _content(name) for name in programmes}, covers)


@cache
def _content(programme: str) -> Array:
    """Share of value that is the metal a programme taxes: all of it in the metal's own chapter."""
    lines = schedule.load()
    whole = np.ones(len(lines))
    if programme == "steel derivatives":
        return np.where(lines.starts("72", "73"), whole, lines.column("steel"))
    if programme == "aluminium derivatives":
        return np.where(lines.starts("76"), whole, lines.column("aluminum"))
    return lines.column("copper") if programme == "copper" else whole


def _one_layer(rows: Sequence[Duty], share: Array, ground: Array) -> tuple[Array, Mask]:
    """Rate of one layer (or programme) by line, and the lines it covers."""
    lines = schedule.load()
    named, general = [d for d in rows if d.names_partners], [d for d in rows if not d.names_partners]
    is_named = np.zeros(len(lines), dtype=bool)
    for duty in named:
        is_named |= lines.union(duty.products)
    covered = is_named | lines.union(tuple(name for duty in general for name in duty.products))
    rate = stacking.named_first(
        stacking.highest([_amount(d, share, ground) for d in named], len(lines)),
        is_named,
        stacking.highest([_amount(d, share, ground) for d in general], len(lines)),
    )
    return rate, covered


def _amount(duty: Duty, share: Array, ground: Array) -> Array:
    """Points of one duty by line; ``share`` of a line's trade enters under USMCA."""
    lines = schedule.load()
    on = lines.union(duty.products) & ~lines.union(duty.exempt)
    points = stacking.top_up(duty.rate, ground) if duty.form == "tops up to" else np.full(len(lines), duty.rate)
    if duty.usmca:
        points = points * stacking.relief_of_usmca(duty.usmca, share)
    return np.where(on, points, 0.0)
