"""Options that a reader adds on the page: one of the item's own with other rates or amounts, under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tradetalks.dossier.model import Dossier, Option
from tradetalks.dossier.tariff_levels import levels_on_eve
from tradetalks.errors import DossierError, PolicyError
from tradetalks.policy.instruments import Measure
from tradetalks.policy.stated import restated

MOST_OWN_OPTIONS, LONGEST_TITLE = 20, 80
_JOINERS = str.maketrans("", "", "\u200c\u200d")
"""Signs without a width that names in Persian, Hindi and others are written with."""


def can_be_shown(name: str) -> bool:
    """Has a name letters, digits or signs to show, and nothing hidden that changes how others are read?"""
    seen = name.translate(_JOINERS)
    return bool(seen.strip()) and seen.isprintable()


class OwnOption(BaseModel):
    """An option of a reader's own.

    Attributes:
        item: of which item. id: its id, which no option of the item has. title: what the page calls it.
        like: the option it is like: its measures, rules and red lines; its worth, unless the state says another.
        numbers: ``measure.number`` (the measure's place in that option, from 0, and what it states) -> its value here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    item: str = Field(max_length=80)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=80)
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    like: str = Field(max_length=80)
    numbers: Annotated[dict[str, float], Field(max_length=60)] = {}


def with_own(dossier: Dossier, own: Sequence[OwnOption]) -> Dossier:
    """The dossier with the options added, each last in its item.

    Raises:
        DossierError: an unknown item or option, a schedule to be like, an id that is taken, a name that cannot be
            shown.
        PolicyError: numbers that its measures do not state or cannot take.
    """
    for j, one in enumerate(own):
        where = f"own.{j}"
        dossier.package({one.item: one.like})
        item = dossier.item(one.item)
        base = item.option(one.like)
        if base.phases or base.only_in_phases:
            raise DossierError(f"{where}.like: found '{one.like}', a schedule or part of one; expected another option")
        if one.id in (o.id for o in item.options):
            raise DossierError(f"{where}.id: '{one.item}' has an option '{one.id}' already; expected another id")
        if not can_be_shown(one.title):
            raise DossierError(f"{where}.title: found {one.title!r:.80}, expected letters, digits, signs")
        made = {"id": one.id, "title": one.title.strip(), "measures": _measures(base, one.numbers, where), "note": ""}
        dossier = with_option(dossier, one.item, one.like, base.model_copy(update=made))
    return dossier


def doubles(dossier: Dossier, own: Sequence[OwnOption]) -> dict[str, str]:
    """Own options that do and are worth what another option of their item does and is: ``item.id`` -> its title.

    Args:
        dossier: with the own options in it, and the worth that was set on the page.
    """
    found = {}
    for one in own:
        item = dossier.item(one.item)
        mine = item.option(one.id)
        for other in item.options:
            if other.id == one.id:
                break  # of two own ones alike the later is told
            if not other.phases and (other.measures, other.worth) == (mine.measures, mine.worth):
                found[f"{one.item}.{one.id}"] = other.title
                break
    return found


def _measures(base: Option, numbers: Mapping[str, float], where: str) -> list[Measure]:
    by_place: dict[int, dict[str, float]] = {}
    for key, value in numbers.items():
        place, _, name = key.partition(".")
        if not place.isdecimal() or int(place) >= len(base.measures):
            raise PolicyError(
                f"{where}.numbers: found '{key:.80}', expected PLACE.NUMBER with a place below {len(base.measures)}"
            )
        by_place.setdefault(int(place), {})[name] = value
    try:
        return [restated(m, by_place[j]) if j in by_place else m for j, m in enumerate(base.measures)]
    except PolicyError as error:
        raise PolicyError(f"{where}.numbers: {error}") from None


def with_option(dossier: Dossier, item_id: str, like: str, added: Option) -> Dossier:
    """The dossier with one more option of an item, under the rules and red lines of the option that it is like."""
    agenda = [
        i.model_copy(update={"options": [*i.options, added]}) if i.id == item_id else i for i in dossier.agenda
    ]  # fmt: skip

    def too(part: Mapping[str, list[str]]) -> dict[str, list[str]]:
        return {i: [*o, added.id] if i == item_id and like in o else list(o) for i, o in part.items()}

    rules = [r.model_copy(update={"when": too(r.when), "then": too(r.then)}) for r in dossier.constraints]
    lines = [
        line.model_copy(update={"never": [*line.never, added.id]})
        if line.item == item_id and like in line.never
        else line
        for line in dossier.red_lines
    ]
    agenda = levels_on_eve(dossier.in_force, agenda)
    return dossier.model_copy(update={"agenda": agenda, "constraints": rules, "red_lines": lines})
