"""Numbers that a measure states, with their units, and the measure with others in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from pydantic import ValidationError

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.measure import Billions, Measure_, Tonnes, Usd

RATE = "rate"
"""What the one rate of a measure is called that states it inside something else (a ledger's change)."""


@dataclass(frozen=True)
class Stated:
    """A number of a measure.

    Attributes:
        name: of its field, or ``RATE``. value: as the measure holds it. unit: of ``scale`` times the value, which is
            how people read it.
    """

    name: str
    value: float
    unit: str
    scale: float = 1.0

    @property
    def title(self) -> str:
        """The field's name in words."""
        return self.name.replace("_", " ")


def stated(measure: Measure_) -> tuple[Stated, ...]:
    """Every number that a measure states: rates and shares in per cent, amounts in their own unit."""
    kind = type(measure)
    hints = get_type_hints(kind, include_extras=True)
    found = [
        Stated(name, float(value), *_unit(name, hints[name]))
        for name in kind.model_fields
        if isinstance(value := getattr(measure, name), int | float) and not isinstance(value, bool)
    ]
    if measure.movable_rate is not None and "points" not in kind.model_fields:
        found.append(Stated(RATE, measure.movable_rate, "per cent", 100.0))
    return tuple(found)


def _unit(name: str, hint: Any) -> tuple[str, float]:
    """Unit and scale of a field, by its declared kind: a plain number is a fraction."""
    kinds = (hint, *get_args(hint))
    for kind, unit in ((Billions, "bn USD"), (Usd, "USD"), (Tonnes, "million tonnes")):
        if kind in kinds:
            return unit, 1.0
    return ("points" if name.endswith("points") else "per cent"), 100.0


def restated(measure: Measure_, numbers: Mapping[str, float]) -> Measure_:
    """The measure with other numbers, checked as a dossier's are; ``numbers`` by ``Stated.name``.

    Raises:
        PolicyError: a number that the measure does not state, or one it cannot take.
    """
    known = [one.name for one in stated(measure)]
    for name in numbers:
        if name not in known:
            raise PolicyError(unknown("number of the measure", name, known))
    fields = {name: value for name, value in numbers.items() if name in type(measure).model_fields}
    found = measure
    try:
        if fields:
            found = type(measure).model_validate({**measure.model_dump(exclude_unset=True), **fields})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or ", ".join(fields)
        value = first["input"] if first["loc"] else fields
        raise PolicyError(f"{where}: found {value}, {first['msg']}") from None
    return found.at_rate(numbers[RATE]) if RATE in numbers and RATE not in fields else found
