"""The rates that an unfinished war stands at, in a file: a search of hours that is cut off goes on from there."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError
from tradetalks.paths import replacing
from tradetalks.policy.shock import Shock, content_hash, world_digest
from tradetalks.war.slopes import Task

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Kept:
    """A file of rates by player, and the war that they belong to: world, policy, closure, objective and levers."""

    path: Path
    war: str

    @classmethod
    def of(cls, path: str | Path, tasks: Mapping[str, Task], shock: Shock) -> Kept:
        """The file of the war that these tasks fight from ``shock``."""
        first = next(iter(tasks.values()))
        words = (world_digest(first.world), shock.digest(), repr(first.closure), first.objective.name, *tasks)
        arrays = [first.objective.weights]
        for task in tasks.values():
            own = task.levers
            cells = [part for group in own.index for part in (group if isinstance(group, tuple) else (group,))]
            arrays += [own.low, own.high, own.kind, *cells]
        return cls(Path(path), content_hash("|".join(words), *arrays))

    def read(self, tasks: Mapping[str, Task]) -> dict[str, Array]:
        """Rates by player; none where there is no file yet.

        Raises:
            PolicyError: the file is damaged, or of another war.
        """
        if not self.path.exists():
            return {}
        try:
            with np.load(self.path, allow_pickle=False) as stored:
                found = {name: stored[name] for name in stored.files}
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            raise PolicyError(f"{self.path}: no file of kept rates ({error}); name another, or remove it") from None
        if str(found.pop("war", "")) != self.war:
            raise PolicyError(
                f"{self.path}: rates of another war (its world, policy, closure, objective, players or levers differ);"
                " name another file, or remove it"
            )
        return {code: found[f"rates of {code}"] for code in tasks}

    def write(self, tasks: Mapping[str, Task], shock: Shock) -> None:
        """Keep the players' rates under a policy, in place of those kept before."""
        rates = {f"rates of {code}": task.levers.read(shock) for code, task in tasks.items()}
        with replacing(self.path) as made, made.open("wb") as file:
            np.savez(file, war=np.array(self.war), **rates)  # pyright: ignore[reportArgumentType]
