"""How far capital has come some years after a measure, and what keeps it: a growth model's own parameters."""

from __future__ import annotations

import math

DISCOUNT, DEPRECIATION = 0.97, 0.06
"""A year, of a steady state's capital stock: Torres (2016, Introduction to dynamic macroeconomic general equilibrium
models, tables 2.1 and 2.2), where capital's share is 0.35."""


def invested(capital_share: float) -> float:
    """Share of value added that keeps a steady state's capital stock: ``a delta / (1/beta - 1 + delta)``."""
    return capital_share * DEPRECIATION / (1 / DISCOUNT - 1 + DEPRECIATION)


def pace(capital_share: float) -> float:
    """Share of what is left of its way that capital goes a year, ``lambda``, near a steady state in which people save
    as they please.

    Barro & Sala-i-Martin (2004, Economic Growth, 2nd ed., eq. 2.41) without growth and at a logarithmic utility:
    ``2 lambda = [rho^2 + 4 (1 - a) (rho + delta) ((rho + delta) / a - delta)]^(1/2) - rho``, ``rho = 1/beta - 1``. At a
    share of 0.35 half of the way is gone in 7.4 years.
    """
    rho = 1 / DISCOUNT - 1
    rental = rho + DEPRECIATION
    return 0.5 * (math.sqrt(rho**2 + 4 * (1 - capital_share) * rental * (rental / capital_share - DEPRECIATION)) - rho)


def moved(capital_share: float, years: float) -> float:
    """Share of the log way to its steady state that capital has gone, ``1 - e^(-lambda t)`` (eq. 2.40 there); all of it
    in the long run."""
    return -math.expm1(-pace(capital_share) * years)
