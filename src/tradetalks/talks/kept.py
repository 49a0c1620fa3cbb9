"""Outcomes kept on disk: the eve of a dossier and the packages solved from it need not be solved again.

One ``.npz`` a solved outcome, keyed by the benchmark, the policy, the closure, the source of the model and the
version; arrays and certificate as they were measured. What cannot be read is solved anew; the oldest go first beyond
the limit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from tradetalks import __version__
from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.paths import cache_folder, replacing
from tradetalks.policy.shock import Shock
from tradetalks.talks.cache import limit_bytes, model_digest
from tradetalks.world.world import World

_POLICY = ("tariff_level", "export_tax_level", "barrier_ratio")
_ARRAYS = tuple(f.name for f in fields(Outcome) if f.type == "Array")


class OutcomeCache:
    """Outcomes by content; ``OutcomeCache(None)`` keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @classmethod
    def default(cls) -> OutcomeCache:
        return cls(cache_folder() / "outcomes")

    def solved(self, world: World, shock: Shock, closure: Closure, key: str, solve: Callable[[], Outcome]) -> Outcome:
        """The outcome kept under ``key`` (of world, policy and closure), or solved now, certified, and kept."""
        if self.folder is None:
            outcome = solve()
            outcome.certificate.require()
            return outcome
        parts = (__version__, model_digest(), key, shock.digest())
        path = self.folder / f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()}.npz"
        found = _read(path, world, shock, closure)
        if found is not None and found.certificate.certified:
            return found
        outcome = solve()
        outcome.certificate.require()
        self._write(path, outcome)
        return outcome

    def _write(self, path: Path, outcome: Outcome) -> None:
        arrays = {name: getattr(outcome, name) for name in _ARRAYS}
        arrays |= {name: getattr(outcome.shock, name) for name in _POLICY}
        arrays |= {f"certificate_{k}": np.asarray(v) for k, v in asdict(outcome.certificate).items()}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as made, made.open("wb") as file:
                np.savez(file, wedges=np.array(outcome.wedges), **arrays)
            self._keep_small()
        except OSError:
            return  # a cache that cannot be written costs time, not answers

    def _keep_small(self) -> None:
        assert self.folder is not None
        held = sorted(((p.stat().st_mtime, p.stat().st_size, p) for p in self.folder.glob("*.npz")), reverse=True)
        total = 0
        for _, size, path in held:
            total += size
            if total > limit_bytes():
                path.unlink(missing_ok=True)


def _read(path: Path, world: World, shock: Shock, closure: Closure) -> Outcome | None:
    """What is kept, on this world; None if there is nothing sound."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in _ARRAYS}
            policy = {name: kept[name] for name in _POLICY}
            held = {f.name: kept[f"certificate_{f.name}"].item() for f in fields(Certificate)}
            wedges = tuple(kept["wedges"].tolist())
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    if arrays["trade"].shape != world.trade.shape:
        return None
    effective = replace(shock, **policy, specific_level=np.zeros_like(world.trade))
    return Outcome(
        world=world, shock=effective, closure=closure, certificate=Certificate(**held), wedges=wedges, **arrays
    )
