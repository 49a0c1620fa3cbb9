"""Wages by sector, and who is left without work where a sector's wage may not fall further: equations (1a) and (5a).

Whoever offers labour to a sector can expect ``v_is`` a unit: what the sector pays, times the share of those who find
work. By Roy-Frechet supply ``v_is = v_i (E_is / E_i)^(1/kappa)``: ``E_is`` is what labour earns there, ``E_i`` the sum,
``v_i`` what a unit of labour expects on average, with work or without (Galle, Rodriguez-Clare & Yi 2023, eq. 5-6).
Where wages are free ``w_is = v_is``. With a floor in every sector (Rodriguez-Clare, Ulate & Vasquez 2026, JPE 134(2))

    w_is = max(v_is, least_is),    share employed = v_is / w_is:

people are out of work only where the wage is on its floor, and never where it is above. ``least_is`` moves with
consumer prices where the floor is on real wages, and, where capital adjusts beside labour, with what that adds to an
hour (``supply.py``). Both follow from the state, so that no unknown is added and complementarity holds by construction.

A region's wage is what a unit of labour earns that has work, all at going wages: ``w_i = v_i sum_s (E_is / E_i)
(w_is / v_is)``; ``v_i / w_i`` is the share of that wage bill which is earned.

Which floors bind is decided by real parts, so that complex steps go through with that choice held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradetalks.equilibrium.arrays import Array, held, namespace

if TYPE_CHECKING:
    from tradetalks.equilibrium.model import Benchmark, State

_NONE = np.zeros(0)


class Floors(NamedTuple):
    """Least wages by sector; size zero where wages are free."""

    log_level: Array = _NONE  # [.., n,s] log of the least wage a unit, of the benchmark's; -infinity where it is free
    by_wage: Array = _NONE  # [n] how that moves with the log of what a unit expects, v_i
    by_price: Array = _NONE  # [n] and with the log consumer price index
    binds: Array = _NONE  # [n,s] which bind, where that is held as for slopes; size zero where it is found


class WageSlopes(NamedTuple):
    """How log wages respond, at given sets of floors that bind; ``[.., region, sector]`` and ``[.., region]``."""

    own: Array  # of a sector's wage to v_i
    earnings: Array  # to the sector's log earnings, and with its sign turned to the region's
    price: Array  # to the log consumer price index
    paid_own: Array  # of the region's wage to v_i
    paid_earnings: Array  # to log earnings of each sector, the region's given
    paid_whole: Array  # to the region's log earnings
    paid_price: Array  # to the log consumer price index


def log_consumer_price(state: State, b: Benchmark) -> Array:
    """``[n]`` log ratio of consumer prices, ``prod_k P_nk^alpha_nk``."""
    return (b.final_share * state.log_price).sum(-1)


def log_earned(state: State, b: Benchmark) -> Array:
    """``[.., region, 1]`` log ratio of all labour's earnings, from those by sector."""
    xp = namespace(state.log_earnings)
    share = b.earnings / b.earnings.sum(-1)[..., None]
    largest = held(state.log_earnings.max(-1))[..., None]
    return largest + xp.log((share * xp.exp(state.log_earnings - largest)).sum(-1))[..., None]


def earned_share(state: State, b: Benchmark) -> Array:
    """``[.., region, sector]`` each sector's part of all that labour earns, from the state."""
    xp = namespace(state.log_earnings)
    return b.earnings * xp.exp(state.log_earnings - log_earned(state, b)) / b.earnings.sum(-1)[..., None]


def expected_wage(state: State, b: Benchmark) -> Array:
    """Equation (1a): ``v_is``, what a unit of labour offered to a sector can expect, in logs of ratios."""
    log_wage = state.log_wage[..., None]
    if state.log_earnings.size == 0:
        return namespace(log_wage).broadcast_to(log_wage, state.log_price.shape)
    return log_wage + b.friction * (state.log_earnings - log_earned(state, b))


def least_wage(state: State, b: Benchmark) -> Array:
    """``[.., region, sector]`` log of the least wage a unit, as prices and the region's wage have it."""
    moved = b.floors.by_wage * state.log_wage + b.floors.by_price * log_consumer_price(state, b)
    return b.floors.log_level + moved[..., None]


def floors_since(state: State, b: Benchmark) -> Floors:
    """Least wages where they hold of those of an equilibrium with free wages, as logs of the benchmark's.

    Hats are transitive: what may fall to ``f`` of a wage at ``state`` may fall to ``f w_is`` of the benchmark's, and
    answers prices and the region's wage from there.

    Args:
        state: ``[.., region]``, ``[.., region, sector]``. b: its floors as they would hold of its own wages.

    Returns:
        Floors whose ``log_level`` is ``[.., region, sector]``.
    """
    moved = b.floors.by_wage * state.log_wage + b.floors.by_price * log_consumer_price(state, b)
    return b.floors._replace(log_level=b.floors.log_level + expected_wage(state, b) - moved[..., None])


def sector_wage(state: State, b: Benchmark) -> Array:
    """Equation (5a): ``w_is = max(v_is, least_is)``, in logs of ratios."""
    expected = expected_wage(state, b)
    if b.floors.log_level.size == 0:
        return expected
    least = least_wage(state, b)
    binds = b.floors.binds if b.floors.binds.size else expected.real < least.real
    return namespace(expected).where(binds, least, expected)


def idle(state: State, b: Benchmark) -> Array:
    """``[.., region, sector]`` log of labour offered over labour employed, at least 0; size 0 without floors."""
    if b.floors.log_level.size == 0:
        return np.zeros(0)
    return sector_wage(state, b) - expected_wage(state, b)


def log_unemployed(share: Array, log_idle: Array) -> Array:
    """``[.., region]`` log of ``w_i / v_i``, from sectors' parts of what labour earns and their ``idle``."""
    xp = namespace(share, log_idle)
    return xp.log((share * xp.exp(log_idle)).sum(-1))


def paid_wage(state: State, b: Benchmark) -> Array:
    """``[.., region]`` log ratio of what a unit of labour earns that has work."""
    if b.floors.log_level.size == 0:
        return state.log_wage
    return state.log_wage + log_unemployed(earned_share(state, b), idle(state, b))


def slopes(b: Benchmark, share: Array, log_idle: Array) -> WageSlopes:
    """The responses where sectors have such parts of earnings and such ``idle`` (size 0: none)."""
    friction, one = b.friction, np.ones(b.value_added_share.shape)
    if log_idle.size == 0:
        region = one[:, 0]
        return WageSlopes(one, friction * one, 0 * one, region, share, region - 1, 0 * region)
    binds = log_idle.real > 0
    by_wage, by_price = b.floors.by_wage[..., None], b.floors.by_price[..., None]
    own, price = np.where(binds, by_wage, 1.0), np.where(binds, by_price, 0.0)
    weight = share * np.exp(log_idle)
    weight = weight / weight.sum(-1)[..., None]
    return WageSlopes(
        own=own,
        earnings=friction * ~binds,
        price=price,
        paid_own=(weight * own).sum(-1),
        paid_earnings=weight * (1 - friction * binds),
        paid_whole=friction * (weight * binds).sum(-1) - 1,
        paid_price=(weight * price).sum(-1),
    )


def floors_unmet(state: State, earnings: Array, paid: Array, b: Benchmark) -> Array:
    """``[..]`` the largest natural residual of floors by sector, measured from levels: of log idleness, at least 0,
    against the log by which a wage misses its floor, at most 0, one of the two nought; 0 without floors.

    Args:
        earnings: what labour earns by sector, bn USD. paid: log ratios of sectors' wages.
    """
    level = b.floors.log_level
    if level.size == 0:
        return np.zeros(state.log_wage.shape[:-1])
    held_there = np.isfinite(level)
    now = earnings / earnings.sum(-1)[..., None]
    before = b.earnings / b.earnings.sum(-1)[..., None]
    share = np.log(np.where(held_there, now, 1.0) / np.where(held_there, before, 1.0))
    offered = state.log_wage[..., None] + b.friction * share
    gap = np.where(held_there, least_wage(state, b) - paid, -np.inf)
    unemployed = np.where(held_there, paid - offered, 0.0)
    return np.abs(unemployed - np.maximum(unemployed + gap, 0.0)).max((-2, -1))
