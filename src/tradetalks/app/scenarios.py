"""Positions kept under a name on the server's disk, one file each, written whole or not at all."""

from __future__ import annotations

import datetime
import hashlib
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_dir
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tradetalks.app.jobs import Busy
from tradetalks.app.own_options import can_be_shown
from tradetalks.app.state import State
from tradetalks.errors import DossierError, nearest
from tradetalks.paths import write_atomically

MOST_KEPT, LONGEST = 200, 60
"""Scenarios of one dossier; letters of a name."""


class Scenario(BaseModel):
    """A position somebody named, at which horizon (its slug; '' at the dossier's own), and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=LONGEST)
    state: State
    horizon: str = ""
    saved: datetime.datetime


def kept_folder() -> Path:
    """Where scenarios lie: ``$TRADETALKS_KEPT``, or the user's data folder of this system."""
    return Path(os.environ.get("TRADETALKS_KEPT") or user_data_dir("tradetalks", appauthor=False)) / "scenarios"


@dataclass(frozen=True)
class Scenarios:
    """Named positions by dossier; ``dossier`` is a shipped one's name or, of an upload, what only its holder knows."""

    folder: Path = field(default_factory=kept_folder)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self, dossier: str) -> list[Scenario]:
        """Those of a dossier, by name. Raises DossierError naming a file that cannot be read."""
        found = [self._read(path) for path in self._of(dossier).glob("*.json")]
        return sorted(found, key=lambda one: one.name.casefold())

    def keep(self, dossier: str, name: str, state: State, horizon: str = "") -> Scenario:
        """Keep a position under a name, in place of what had it.

        Raises:
            DossierError: a name that is empty, too long or of characters that cannot be shown. Busy: too many are kept.
        """
        name = " ".join(name.split())
        if len(name) > LONGEST or not can_be_shown(name):
            raise DossierError(f"scenario: found the name '{name:.80}', expected 1 to {LONGEST} letters, digits, signs")
        made = Scenario(name=name, state=state, horizon=horizon, saved=_now())
        path = self._path(dossier, name)
        with self.lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() and len(list(path.parent.glob("*.json"))) >= MOST_KEPT:
                raise Busy(f"{MOST_KEPT} scenarios of this dossier are kept, as many as may be; drop one first")
            write_atomically(path, made.model_dump_json(indent=1) + "\n")
        return made

    def drop(self, dossier: str, name: str) -> None:
        """Forget a scenario. Raises DossierError where there is none of that name."""
        try:
            self._path(dossier, name).unlink()
        except FileNotFoundError:
            known = [one.name for one in self.all(dossier)]
            raise DossierError(f"no scenario '{name:.80}' of this dossier{nearest(name, known)}") from None

    def _of(self, dossier: str) -> Path:
        return self.folder / _safe(dossier)

    def _path(self, dossier: str, name: str) -> Path:
        return self._of(dossier) / f"{_safe(name)}.json"

    @staticmethod
    def _read(path: Path) -> Scenario:
        try:
            return Scenario.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as error:
            raise DossierError(f"{path}: not a scenario that can be read ({str(error).splitlines()[0]})") from None


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def _safe(name: str) -> str:
    """A file's name for any words: no part of a path comes from a request."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]
