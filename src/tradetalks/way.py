"""The main way, from a dossier's name to the brief; each step takes what the one before returns, nothing goes back.

    load -> eve -> value -> fold -> name -> tell

>>> import tradetalks.way as way
>>> dossier = way.load("busan-2025")                # the files, read and checked
>>> eve = way.bring_to_eve(dossier)                 # the world under the measures in force that day, solved
>>> talks = way.value(way.Valuer(eve))              # every option solved, alone and together; no deal too
>>> folded = way.fold(talks)                        # the frontier of all allowed packages, and how many can be signed
>>> space = way.name(folded)                        # the packages worth telling, each solved whole
>>> path = way.tell(space, "out/")                  # the brief

``walk`` takes them one after the other. ``tradetalks.deal_space`` goes from the dossier to the space.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tradetalks.dossier.model import Dossier
from tradetalks.report.brief import write_brief
from tradetalks.space.folding import fold
from tradetalks.space.naming import name
from tradetalks.space.valuing import value
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer

__all__ = ["Valuer", "bring_to_eve", "fold", "load", "name", "tell", "value", "walk"]

load = Dossier.load
tell = write_brief


def walk(where: str | Path, folder: str | Path, *, progress: Callable[[int, int], Any] | None = None) -> Path:
    """The whole way: read the dossier, solve and value its packages, write the brief into ``folder``.

    Args:
        where: a shipped dossier's name, or a folder or file. progress: called with (done, total) distinct policies.

    Returns:
        Path of ``brief.html``.

    Raises:
        DossierError: the dossier has faults, named with file, path and value; or its rules allow no package.
        NotConverged, NotCertified: something could not be solved to the certificate's tolerance.
    """
    dossier = load(where)
    eve = bring_to_eve(dossier)
    talks = value(Valuer(eve), progress=progress)
    folded = fold(talks)
    space = name(folded)
    return tell(space, folder)
