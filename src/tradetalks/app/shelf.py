"""Dossiers opened on the workbench: shipped ones for all, uploaded ones for who holds their key."""

from __future__ import annotations

import gc
import re
import secrets
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tradetalks.app.jobs import BRINGING, FOLDING, SOLVING, Busy, Progress, in_step
from tradetalks.app.table import Table
from tradetalks.dossier.files import shipped, shipped_titles
from tradetalks.dossier.likely_mistakes import Examined, examined
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.writing import to_yaml
from tradetalks.equilibrium.horizons import NAMES
from tradetalks.errors import DossierError, nearest, unknown
from tradetalks.report.plain_words import capital
from tradetalks.space.way import deal_space
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer

MOST_UPLOADED, MOST_OWN = 20, 4
MOST_BYTES = 1_000_000
AT = "~"
"""Between a dossier's key and a horizon's slug in the key of a table at another horizon."""
HORIZON_OF = {name.replace(" ", "-"): name for name in NAMES}
"""Slug in a key -> horizon."""
IN_USE, FRESH = 1800.0, 60.0
"""Seconds in which an upload is safe from making room for others: since an open one was used, since an unopened one
came."""


@dataclass(eq=False)
class Upload:
    """A dossier somebody sent, when it was last asked for, and the page it came from if that said so."""

    dossier: Dossier
    used: float
    session: str = ""
    opened: bool = False

    def safe(self, now: float) -> bool:
        return now - self.used < (IN_USE if self.opened else FRESH)


class Shelf:
    """Tables by key: a shipped dossier's name, or the unguessable key of an upload; the same dossier at another horizon
    under its key, ``AT`` and the horizon's slug."""

    def __init__(self, own: Dossier | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.own, self.clock = own, clock
        self._tables: dict[str, Table] = {}
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}

    def names(self) -> list[str]:
        """What anyone may open."""
        return list(dict.fromkeys([*([self.own.name] if self.own else []), *shipped()]))

    def titles(self) -> dict[str, str]:
        """What anyone may open, name to title."""
        own = {self.own.name: self.own.title} if self.own else {}
        return {**own, **{name: title for name, title in shipped_titles().items() if name not in own}}

    def known(self, key: str) -> None:
        """Raises DossierError where there is no dossier of this key to open."""
        base, _, slug = key.partition(AT)
        if slug and slug not in HORIZON_OF:
            raise DossierError(unknown("horizon", slug, HORIZON_OF))
        if base not in self._uploads and base not in self.names():
            raise DossierError(
                f"no dossier '{base}' here{nearest(base, self.names())}; uploads are kept for a while only"
            )
        self._touch(key)

    def get(self, key: str) -> Table:
        """An open table. Raises KeyError."""
        self._touch(key)
        return self._tables[key]

    def _touch(self, key: str) -> None:
        key = key.partition(AT)[0]
        with self._lock:
            if key in self._uploads:
                self._uploads[key].used = self.clock()
                self._uploads.move_to_end(key)

    def lasting(self, key: str) -> str:
        """What a dossier goes by when this server is gone: a shipped one's name; of an upload, what it says, which only
        who has it knows."""
        self.known(key)
        base = key.partition(AT)[0]
        return to_yaml(self._uploads[base].dossier) if base in self._uploads else base

    @staticmethod
    def doubts(found: Examined) -> list[str]:
        """What the author of an uploaded dossier should look at again, in sentences: of what a draft leaves open the
        words alone, of the rest the place behind them."""
        return [_without_file(line) for line in found.warnings]

    def check(self, text: str) -> Examined:
        """An uploaded dossier as read, with warnings; raises DossierError with every fault."""
        if len(text.encode("utf-8", "replace")) > MOST_BYTES:
            raise DossierError(f"upload: larger than {MOST_BYTES:,} bytes")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dossier.yaml"
            path.write_text(text, encoding="utf-8", errors="replace")
            try:
                return examined(path)
            except DossierError as error:
                raise DossierError(str(error).replace(str(path), "upload").replace(folder, "upload")) from None

    def add(self, text: str, session: str = "") -> str:
        """Check an uploaded dossier and give it a key; raises DossierError with every fault, and what ``keep`` does."""
        return self.keep(self.check(text).dossier, session)

    def keep(self, dossier: Dossier, session: str = "") -> str:
        """Give a checked dossier a key.

        One page (``session``) keeps its last ``MOST_OWN``. A full shelf makes room by what was not asked for the
        longest, never by another's table in use.

        Raises:
            Busy: everything kept is in use.
        """
        with self._lock:
            now = self.clock()
            own = [key for key, upload in self._uploads.items() if session and upload.session == session]
            for key in own[: max(0, len(own) - MOST_OWN + 1)]:
                self._drop(key)
            if len(self._uploads) >= MOST_UPLOADED:
                idle = next((k for k, u in self._uploads.items() if not u.safe(now)), None)
                if idle is None:
                    raise Busy(
                        f"upload: {MOST_UPLOADED} uploaded dossiers are in use here, as many as are kept; none of"
                        " them is put away for another, so try again in some minutes"
                    )
                self._drop(idle)
            key = secrets.token_urlsafe(18)
            self._uploads[key] = Upload(dossier, now, session)
        return key

    def _drop(self, key: str) -> None:
        del self._uploads[key]
        for kept in (self._tables, self._opening):
            for one in [k for k in kept if k.partition(AT)[0] == key]:
                kept.pop(one, None)

    def open(self, key: str, progress: Progress) -> Table:
        """Solve a dossier's deal space, once. Raises DossierError for an unknown key, and what solving raises."""
        with self._lock:
            lock = self._opening.setdefault(key, threading.Lock())
        with lock:
            try:
                return self.get(key)
            except KeyError:
                pass
            dossier = self.dossier(key)
            progress(0, 0, BRINGING)
            eve = bring_to_eve(dossier)
            progress(0, 0, SOLVING)
            space = deal_space(
                dossier, valuer=Valuer(eve), progress=in_step(progress, SOLVING), folding=in_step(progress, FOLDING)
            )
            progress(space.policies, space.policies, FOLDING)
            table = Table(space)
            table.evaluate_once()
            with self._lock:
                if key.partition(AT)[0] in (*self._uploads, *self.names()):
                    self._tables[key] = table
            _settle()
            threading.Thread(target=table.make_ready, daemon=True).start()
            return table

    def dossier(self, key: str) -> Dossier:
        """A dossier by its key, opened or not, at the key's horizon. Raises DossierError for an unknown key."""
        base, _, slug = key.partition(AT)
        found = self._listed(base)
        return found.at_horizon(HORIZON_OF[slug]) if slug else found

    def _listed(self, key: str) -> Dossier:
        with self._lock:
            if key in self._uploads:
                self._uploads[key].opened = True
                return self._uploads[key].dossier
        if self.own and key == self.own.name:
            return self.own
        if key in shipped():
            return Dossier.load(key)
        raise DossierError("no such dossier here; uploads are kept for a while only: upload it again")


def _settle() -> None:
    """Look for garbage now, in all that is open, and not again while somebody waits for a move: that took 0.08 s."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


_PLACED = re.compile(r"(?:\S+\.yaml: )?(?P<place>[a-z_]+(?:\[[^]]*\]|\.\w+)*): (?P<says>.+)", re.DOTALL)
"""A warning as ``check`` prints it: file, place, words."""


def _without_file(warning: str) -> str:
    """A warning as a sentence for who reads the page, not the file."""
    placed = _PLACED.fullmatch(warning)
    if placed is None:
        return f"{capital(warning.rstrip('.'))}."
    place, says = placed["place"], placed["says"].rstrip(".")
    if place.partition("[")[0] == "unconfirmed":
        return f"{capital(says.removeprefix('found '))}."
    return f"{capital(says)} ({place})."
