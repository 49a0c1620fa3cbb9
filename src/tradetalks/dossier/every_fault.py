"""Every fault of meaning in a dossier that the schema allows: its names and figures, then the levels that add up.

What is wrong in one place hides nothing elsewhere: levels are added up of all that is sound, and where what is wrong
decides on them (the duties in force, a status quo, a rule that excludes packages) they are left for the next reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier.consistency import inconsistencies
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.levels import impossible_levels
from tradetalks.dossier.tariff_levels import level_faults
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

PAPERS = (".source", ".since", ".basis", ".date")
"""Ends of paths at which no level hangs."""
DECISIVE = ("world", "profiles", "in_force", "constraints")
"""Names at the top on which every level hangs."""


def every_fault(d: Dossier, world: World, unbuilt: str) -> Iterator[Fault]:
    """What does not fit; arguments as of ``inconsistencies``."""
    wrong = list[str]()
    for fault in inconsistencies(d, world, unbuilt):
        if not fault.late and not fault.path.endswith(PAPERS):
            wrong.append(fault.path)
        yield fault
    if (sound := _sound_part(d, wrong) if wrong else d) is not None:
        yield from level_faults(sound, world)
        yield from impossible_levels(sound, world)


def _sound_part(d: Dossier, wrong: Sequence[str]) -> Dossier | None:
    """The dossier without the options, ways of no deal, steps and published shocks that are wrong, each other in its
    place; None where what is wrong decides on the levels of the rest."""
    if any(p.startswith(DECISIVE) or p == "agenda" or p.endswith(".status_quo") for p in wrong):
        return None
    agenda = []
    for j, item in enumerate(d.agenda):
        kept = [o for o in item.options if not _wrong_option(f"agenda[{j} '{item.id}'].options['{o.id}']", wrong)]
        if item.status_quo not in (o.id for o in kept):
            return None
        agenda.append(item.model_copy(update={"options": kept}))
    options = {item.id: {o.id for o in item.options} for item in agenda}

    def fits(package: Mapping[str, str], path: str) -> bool:
        named = all(option in options.get(item, ()) for item, option in package.items())
        return named and not any(p.startswith((f"{path}.package", f"{path}.measures")) for p in wrong)

    branches = [
        b if fits(b.package, f"no_deal[{j} '{b.name}']") else b.model_copy(update={"package": {}, "measures": []})
        for j, b in enumerate(d.no_deal)
    ]
    steps = d.escalation if all(fits(s.package, f"escalation[{j}]") for j, s in enumerate(d.escalation)) else []
    published = [
        p if fits({}, f"judge_by[{j}]") else p.model_copy(update={"measures": []}) for j, p in enumerate(d.judge_by)
    ]
    return d.model_copy(update={"agenda": agenda, "no_deal": branches, "escalation": steps, "judge_by": published})


def _wrong_option(path: str, wrong: Sequence[str]) -> bool:
    """Is an option itself wrong, or its measures or phases?"""
    return any(p == path or p.startswith((f"{path}.measures", f"{path}.phases")) for p in wrong)
