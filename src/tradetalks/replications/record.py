"""Rows of a replication kept in a file as they are computed, so that a run that is cut off loses nothing.

One JSON document a line: a head that says what was computed from what, each row, and a line that closes each part.
Appended and flushed row by row; a part whose closing line is missing is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tradetalks.errors import TradetalksError
from tradetalks.replications import Row
from tradetalks.rows import source_digest
from tradetalks.version import __version__


class Record:
    """The file of one replication's rows; see the module."""

    def __init__(self, path: Path, name: str, folder: Path) -> None:
        """Open or begin a record.

        Raises:
            TradetalksError: ``path`` holds something else, or rows of other data or another version of the model.
        """
        self.path, self.head = path, {"replication": name, "of": _content(name, folder)}
        self.known: list[tuple[str, Row]] = []
        self._written: set[str] = set()
        if path.exists() and path.stat().st_size:
            self.known = self._read()
            self._written = {part for part, _ in self.known}
        path.parent.mkdir(parents=True, exist_ok=True)
        self._start()

    def add(self, part: str, row: Row) -> None:
        """Keep a row of a part; rows taken over from the file are there already."""
        if part not in self._written:
            self._append({"part": part, **asdict(row)})

    def close(self, part: str) -> None:
        """The part is whole."""
        if part not in self._written:
            self._append({"done": part})

    def _read(self) -> list[tuple[str, Row]]:
        lines = self.path.read_text(encoding="utf-8").split("\n")
        found: list[dict[str, Any]] = []
        for number, line in enumerate(lines, start=1):
            if not line:
                continue
            try:
                entry = json.loads(line)
            except ValueError:
                if number == len(lines):  # a line that a kill cut short
                    continue
                entry = None
            if not isinstance(entry, dict):
                raise TradetalksError(f"{self.path}: line {number} is no row of a replication; give another file")
            found.append(entry)
        if not found or found[0] != self.head:
            raise TradetalksError(
                f"{self.path}: holds rows of another replication, other data or another version; give another file"
            )
        done = {entry["done"] for entry in found if "done" in entry}
        try:
            return [(entry.pop("part"), Row(**entry)) for entry in found if entry.get("part") in done]
        except TypeError as error:
            raise TradetalksError(f"{self.path}: a row has unknown fields ({error}); give another file") from error

    def _start(self) -> None:
        """Write what is whole anew (head, rows of whole parts), so that what was cut off does not stay between."""
        from tradetalks.paths import write_atomically

        lines = [self.head]
        for part in dict.fromkeys(part for part, _ in self.known):
            lines += [{"part": part, **asdict(row)} for other, row in self.known if other == part]
            lines.append({"done": part})
        write_atomically(self.path, "".join(json.dumps(line) + "\n" for line in lines))

    def _append(self, entry: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _content(name: str, folder: Path) -> str:
    """Hash of the version, the model, the war, the replication and the paper's files."""
    digest = hashlib.sha256(f"{__version__} {name}".encode())
    packages = ("tradetalks.equilibrium", "tradetalks.policy", "tradetalks.war", "tradetalks.replications")
    digest.update(source_digest(*packages).encode())
    for file in sorted(p for p in folder.iterdir() if p.is_file()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
