"""How duties on one article add up: one small function a rule, with its source.

Every function works on arrays by line. ``content`` is the share of an article's value that a section 232 duty reaches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

WHOLE_ARTICLE = ("cars", "car parts", "trucks", "truck parts", "timber", "chips", "metals annex")
"""Programmes of section 232 on the whole value, in the order in which the first to cover an article excludes the rest:
EO 14289 of 29 April 2025, section 3(a)(i) for cars and parts over metals; Proclamations 10984 (trucks) and 10976
(timber), clause 6; US note 16 as of 6 April 2026 for the annexes (full value)."""
METALS = ("steel", "aluminium", "steel derivatives", "aluminium derivatives", "copper")
"""Programmes that add up, each on its metal: EO 14289, section 3(a)(iii); US notes 16(n), 19(k), 36."""


def top_up(total: float, base: Array) -> Array:
    """Points that bring ``base`` to ``total``, none where it is there already.

    EO 14326 of 31 July 2025, section 2(c); EO 14345 of 4 September 2025, section 2(a).
    """
    return np.maximum(0.0, total - base)


def named_first(named: Array, is_named: Mask, general: Array) -> Array:
    """A duty that names a country stands in place of the one on all countries on the lines that it covers.

    EO 14257, section 3(a), second paragraph; EO 14326, section 2(a): "in lieu of".
    """
    return np.where(is_named, named, general)


def highest(rates: list[Array], size: int) -> Array:
    """Of several lists of one action that name a line the highest rate applies: section 301 lists supersede each other
    (US notes 20 and 31; 89 FR 76581)."""
    found = np.zeros(size)
    for rate in rates:
        found = np.maximum(found, rate)
    return found


def one_232(rates: dict[str, Array], content: dict[str, Array], covers: dict[str, Mask]) -> tuple[Array, Array]:
    """Points of section 232 and the share of value they reach.

    The first of ``WHOLE_ARTICLE`` that covers a line takes it whole; elsewhere ``METALS`` add up on their contents.
    """
    size = len(next(iter(covers.values()))) if covers else 0
    points, reached, taken = np.zeros(size), np.zeros(size), np.zeros(size, dtype=bool)
    for name in WHOLE_ARTICLE:
        if name in covers:
            here = covers[name] & ~taken
            points[here], reached[here] = rates[name][here], 1.0
            taken |= covers[name]
    for name in METALS:
        if name in covers:
            here = covers[name] & ~taken
            # contents of one article never come to more than the article
            part = np.minimum(content[name], 1.0 - reached)
            points[here] += (rates[name] * part)[here]
            reached[here] += part[here]
    return points, reached


def outside_232(rate: Array, reached: Array) -> Array:
    """What applies to the part of an article that section 232 does not reach.

    Reciprocal tariff: EO 14257, section 3(b)(ii)-(vi); section 122: Proclamation of 20 February 2026, clause (4);
    fentanyl duties on Canada and Mexico: EO 14289, section 3(a)(i)-(ii).
    """
    return rate * (1.0 - reached)


def not_on_232(rate: Array, reached: Array) -> Array:
    """What no article under section 232 pays, whole or part.

    Brazil and India orders: EO 14323, section 3(a), EO 14329; section 301 on Brazil and on forced labour, section 338:
    US notes 50(a)(vi), 51(c), 52(f).
    """
    return np.where(reached > 0, 0.0, rate)


def relief_of_usmca(kind: str, share: Array, us_content: float = 0.4) -> Array:
    """Factor left of a duty on goods of Canada or Mexico, given the share that enters under the agreement.

    ``exempt``: EO 14193 and 14194 as amended on 6 March 2025. ``us content``: Proclamation 10908, clause (2), duty on
    the non-US content alone; US content of 40% as the Budget Lab at Yale assumes.
    """
    if kind == "exempt":
        return 1.0 - share
    return 1.0 - share * us_content if kind == "us content" else np.ones_like(share)
