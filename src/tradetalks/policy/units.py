"""Units of commitments and of the columns they are counted in: dollars and weights, each in some size."""

from __future__ import annotations

import re
from typing import Literal

from tradetalks.errors import PolicyError

Unit = tuple[Literal["USD", "kg"], float]
"""What is measured, and the size of one unit in dollars or kilograms."""

_SIZES = {
    "": 1.0, "thousand": 1e3, "thousands": 1e3, "ths": 1e3, "k": 1e3, "1000": 1e3, "million": 1e6, "millions": 1e6,
    "mn": 1e6, "mln": 1e6, "mio": 1e6, "m": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "trillions": 1e12, "trn": 1e12, "tn": 1e12,
}  # fmt: skip
_DOLLARS = r"(?:current )?(?:usd|us\$|us dollars?|u\.s\. dollars?|dollars?|\$)"
_TONNES = r"(?:metric )?(?:tonnes?|tons?)"
_SIZE = "|".join(sorted(filter(None, _SIZES), key=len, reverse=True))
_OF = r"(?: (?:of|a|per) .*)?"
_FORMS = (
    (re.compile(rf"(?P<size>{_SIZE})?[ -]?(?:of )?{_DOLLARS}{_OF}"), "USD", 1.0),
    (re.compile(rf"{_DOLLARS},?[ -]?(?P<size>{_SIZE})?{_OF}"), "USD", 1.0),
    (re.compile(rf"(?P<size>{_SIZE})?[ -]?{_TONNES}{_OF}"), "kg", 1e3),
)
_SYMBOLS = {"kg": 1.0, "t": 1e3, "kt": 1e6, "Mt": 1e9, "Gt": 1e12}
_SYMBOL = re.compile(rf"(kg|t|kt|Mt|Gt){_OF}")

_IN_DOLLARS = (
    "primaryvalue", "cifvalue", "fobvalue", "all_val_mo", "all_val_yr", "gen_val_mo", "gen_val_yr", "gen_cif_mo",
    "gen_cif_yr", "con_val_mo", "con_val_yr", "value_mo", "value_yr",
)  # fmt: skip
_IN_KILOGRAMS = (
    "netwgt", "grosswgt", "air_wgt_mo", "air_wgt_yr", "ves_wgt_mo", "ves_wgt_yr", "cnt_wgt_mo", "cnt_wgt_yr",
)  # fmt: skip
_COLUMNS: dict[str, Unit] = {
    **dict.fromkeys(_IN_DOLLARS, ("USD", 1.0)),
    **dict.fromkeys(_IN_KILOGRAMS, ("kg", 1.0)),
}
"""Units of columns (lower case), as UN Comtrade and the US Census Bureau document them."""


def unit_of(label: str) -> Unit | None:
    """What a label such as ``bn USD``, ``million tonnes`` or ``kt`` says; None where it says neither money nor weight.

    ``Mt`` is a million tonnes; ``MT`` and ``mt``, which some write for one metric ton, are not taken for either.
    """
    text = " ".join(label.split())
    if symbol := _SYMBOL.fullmatch(text):
        return "kg", _SYMBOLS[symbol[1]]
    for form, kind, base in _FORMS:
        if match := form.fullmatch(text.casefold()):
            return ("USD" if kind == "USD" else "kg"), base * _SIZES[match["size"] or ""]
    return None


def column_unit(column: str) -> Unit | None:
    """The unit of a data base's column, or of one that names it in brackets, such as ``value (thousand USD)``."""
    named = re.search(r"[(\[]([^)\]]+)[)\]]\s*$", column)
    return _COLUMNS.get(column.casefold()) or (unit_of(named[1]) if named else None)


def conversion(column: str, label: str) -> float | None:
    """What multiplies a column's figures into the unit of a label; None where either unit is not known.

    Raises PolicyError where one is money and the other is weight.
    """
    found, wanted = column_unit(column), unit_of(label)
    if found is None or wanted is None:
        return None
    if found[0] != wanted[0]:
        raise PolicyError(
            f"column {column} is in {found[0]}, the commitment's unit is {label!r}; expected a column of the same kind:"
            " name it with --column, or give the commitment a scale that converts"
        )
    return found[1] / wanted[1]
