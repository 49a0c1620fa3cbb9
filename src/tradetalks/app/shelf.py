"""Dossiers opened on the workbench: shipped ones for all, uploaded ones for who holds their key."""

from __future__ import annotations

import secrets
import tempfile
import threading
from pathlib import Path

from tradetalks.app.jobs import Progress
from tradetalks.app.table import Table
from tradetalks.errors import DossierError, nearest
from tradetalks.talks.deal_space import deal_space
from tradetalks.talks.dossier import Dossier
from tradetalks.talks.reading import shipped
from tradetalks.talks.valuation import Valuer, bring_to_eve

MOST_UPLOADED = 20
MOST_BYTES = 1_000_000


class Shelf:
    """Tables by key: a shipped dossier's name, or the unguessable key of an upload."""

    def __init__(self, own: Dossier | None = None) -> None:
        self.own = own
        self._tables: dict[str, Table] = {}
        self._texts: dict[str, Dossier] = {}
        self._lock = threading.Lock()
        self._opening: dict[str, threading.Lock] = {}

    def names(self) -> list[str]:
        """What anyone may open."""
        return list(dict.fromkeys([*([self.own.name] if self.own else []), *shipped()]))

    def known(self, key: str) -> None:
        """Raises DossierError where there is no dossier of this key to open."""
        if key not in self._texts and key not in self.names():
            raise DossierError(
                f"no dossier '{key}' here{nearest(key, self.names())}; uploads are kept for a while only"
            )

    def get(self, key: str) -> Table:
        """An open table. Raises KeyError."""
        return self._tables[key]

    def add(self, text: str) -> str:
        """Check an uploaded dossier and give it a key; raises DossierError with every fault."""
        if len(text.encode("utf-8", "replace")) > MOST_BYTES:
            raise DossierError(f"upload: larger than {MOST_BYTES:,} bytes")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dossier.yaml"
            path.write_text(text, encoding="utf-8", errors="replace")
            try:
                dossier = Dossier.load(path)
            except DossierError as error:
                raise DossierError(str(error).replace(str(path), "upload").replace(folder, "upload")) from None
        key = secrets.token_urlsafe(18)
        with self._lock:
            self._texts[key] = dossier
            while len(self._texts) > MOST_UPLOADED:
                oldest = next(iter(self._texts))
                del self._texts[oldest]
                self._tables.pop(oldest, None)
        return key

    def open(self, key: str, progress: Progress) -> Table:
        """Solve a dossier's deal space, once. Raises DossierError for an unknown key, and what solving raises."""
        with self._lock:
            lock = self._opening.setdefault(key, threading.Lock())
        with lock:
            try:
                return self.get(key)
            except KeyError:
                pass
            dossier = self._dossier(key)
            table = Table(deal_space(dossier, valuer=Valuer(bring_to_eve(dossier)), progress=progress))
            table.evaluate_once()
            self._tables[key] = table
            return table

    def _dossier(self, key: str) -> Dossier:
        if key in self._texts:
            return self._texts[key]
        if self.own and key == self.own.name:
            return self.own
        if key in shipped():
            return Dossier.load(key)
        raise DossierError("no such dossier here; uploads are kept for a while only: upload it again")
