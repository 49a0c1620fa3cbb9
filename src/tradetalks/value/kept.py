"""Outcomes kept on disk: the eve of a dossier and the packages solved from it need not be solved again.

One ``.npz`` a solved outcome, keyed by the benchmark, the policy, the closure, the source of the model and the version,
with a checksum of the key and of everything in it. What is read is measured again, whole, before it is believed (every
``Outcome`` is); what is damaged or does not hold is solved anew, and said in one line. The oldest go first beyond the
limit.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import ARRAYS, Outcome
from tradetalks.paths import cache_folder, replacing
from tradetalks.policy.shock import Shock
from tradetalks.rows import checksum, limit_bytes
from tradetalks.value.cache import model_digest
from tradetalks.version import __version__
from tradetalks.world.world import World

log = logging.getLogger(__name__)
_POLICY = ("tariff_level", "export_tax_level", "barrier_ratio")


class OutcomeCache:
    """Outcomes by content; ``OutcomeCache(None)`` keeps nothing.

    Attributes:
        thrown: outcomes found damaged and not believed.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.limit, self.thrown = folder, limit_bytes(), 0
        self._held: int | None = None  # bytes in the folder, once counted; others' writing is seen at the next count

    @classmethod
    def default(cls) -> OutcomeCache:
        return cls(cache_folder() / "outcomes")

    def solved(self, world: World, shock: Shock, closure: Closure, key: str, solve: Callable[[], Outcome]) -> Outcome:
        """The outcome kept under ``key`` (of world, policy and closure), or solved now, certified, and kept."""
        if self.folder is None:
            outcome = solve()
            outcome.certificate.require()
            return outcome
        parts = (__version__, model_digest(), key, repr(closure), shock.digest())
        digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
        path = self.folder / f"{digest}.npz"
        try:
            return _read(path, digest, world, shock, closure)
        except (FileNotFoundError, NotADirectoryError):
            pass  # nothing is kept, or nothing can be
        except Exception as error:  # a damaged file may raise anything: zip, zlib, struct, NumPy, our own checks
            self.thrown += 1
            log.warning("%s: a kept outcome cannot be believed (%s) and is solved anew", path, error)
        outcome = solve()
        outcome.certificate.require()
        self._write(path, digest, outcome)
        return outcome

    def _write(self, path: Path, key: str, outcome: Outcome) -> None:
        content = {name: getattr(outcome, name) for name in ARRAYS}
        content |= {name: getattr(outcome.shock, name) for name in _POLICY}
        content |= {f"certificate_{k}": np.asarray(v) for k, v in asdict(outcome.certificate).items()}
        content |= {"wedges": np.array(outcome.wedges, dtype=float)}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as made, made.open("wb") as file:
                np.savez(file, checksum=np.array(_checksum(key, content)), **content)
            self._keep_small(path.stat().st_size)
        except OSError:
            return  # a cache that cannot be written costs time, not answers

    def _keep_small(self, written: int) -> None:
        """Remove the oldest beyond the limit. The folder is counted at the first writing and where it may be full: a
        count looks at every file."""
        assert self.folder is not None
        if self._held is not None and self._held + written <= self.limit:
            self._held += written
            return
        held = sorted(((p.stat().st_mtime, p.stat().st_size, p) for p in self.folder.glob("*.npz")), reverse=True)
        total = self._held = 0
        for _, size, path in held:
            total += size
            if total > self.limit:
                path.unlink(missing_ok=True)
            else:
                self._held = total


def _checksum(key: str, content: Mapping[str, Any]) -> str:
    """Of the key and of every array: name, type, shape and bytes."""
    parts = [
        (f"{name} {array.dtype.str} {array.shape}".encode(), np.ascontiguousarray(array).tobytes())
        for name, array in sorted(content.items())
    ]
    return checksum(key, *(piece for pair in parts for piece in pair))


def _read(path: Path, key: str, world: World, shock: Shock, closure: Closure) -> Outcome:
    """What is kept under a key, on this world, measured anew.

    Raises:
        FileNotFoundError: nothing is. ValueError: it is not as it was written. NotCertified: it is no equilibrium of
        this shock. Others: the file cannot be read.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        content = {name: kept[name] for name in kept.files}
    told = content.pop("checksum", None)
    if told is None or str(told) != _checksum(key, content):
        raise ValueError("its checksum differs")
    policy = {name: content[name] for name in _POLICY}
    outcome = Outcome(
        world=world,
        shock=replace(shock, **policy, specific_level=np.zeros_like(world.trade), unequal=None),
        closure=closure,
        certificate=Certificate(**{f.name: content[f"certificate_{f.name}"].item() for f in fields(Certificate)}),
        wedges=tuple(content["wedges"].tolist()),
        asked=shock,
        **{name: content[name] for name in ARRAYS},
    )
    outcome.certificate.require()
    return outcome
