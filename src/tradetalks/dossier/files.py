"""A dossier on disk: where it lies, and what its YAML files say together, before any of it is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

from tradetalks.dossier.faults import Fault
from tradetalks.errors import MOST_FAULTS, DossierError, nearest
from tradetalks.yaml_text import read_file, read_text

MOST_FILES = 100


@dataclass(frozen=True)
class Tree:
    """The files of a dossier merged.

    Attributes:
        path: its folder or single file. content: the top-level keys of all files. origin: the file of each.
        unread: a line for each file that looks like one of its own and is left unread.
    """

    path: Path
    content: Mapping[str, Any]
    origin: Mapping[str, str]
    unread: tuple[str, ...]

    @property
    def home(self) -> Path:
        """The folder that paths in the dossier are relative to."""
        return self.path if self.path.is_dir() else self.path.parent

    def file_of(self, key: str) -> str:
        """The file that gives a top-level key; where none does, the one it belongs in."""
        return self.origin.get(key, "dossier.yaml" if self.path.is_dir() else self.path.name)

    def placed(self, fault: Fault) -> str:
        """A fault with the file it stands in."""
        return f"{self.file_of(fault.key)}: {fault}"


def shipped() -> dict[str, Path]:
    """Dossiers that come with the package, by name."""
    places = [Path(str(resources.files("tradetalks"))) / "dossiers", Path(__file__).parents[3] / "dossiers"]
    found: dict[str, Path] = {}
    for place in places:
        if place.is_dir():
            for folder in sorted(place.iterdir()):
                if (folder / "dossier.yaml").is_file():
                    found.setdefault(folder.name, folder)
    return found


@cache
def shipped_titles() -> Mapping[str, str]:
    """Titles of the shipped dossiers by name; of each file no more is read than the lines of its title."""
    return {name: _title(folder) for name, folder in shipped().items()}


def _title(folder: Path) -> str:
    lines = _TITLE.search((folder / "dossier.yaml").read_text(encoding="utf-8"))
    return str(read_text(lines.group())["title"] if lines else read_tree(folder).content["title"])


_TITLE = re.compile(r"^title:.*\n(?:[ \t].*\n)*", re.MULTILINE)
"""A title, with the lines it goes on in."""


def locate(where: str | Path) -> Path:
    """Path of a dossier: an existing file or folder, or a shipped name. Raises DossierError."""
    if not isinstance(where, str | Path) or not str(where):
        raise DossierError(f"found {where!r:.80}; expected a dossier's name, folder or YAML file")
    known = shipped()
    try:
        path = Path(where).expanduser()
        if path.is_file() or path.is_dir():
            return path
        there, link = path.exists(), path.is_symlink()
    except (OSError, RuntimeError, ValueError) as error:  # too long a name, no such user, a loop of links
        reason = getattr(error, "strerror", None) or error
        raise DossierError(f"{where!s:.200}: cannot be a dossier: {reason}") from None
    if link and not there:
        raise DossierError(f"{where!s:.200}: a link that leads nowhere; expected a dossier's name, folder or YAML file")
    if there:
        raise DossierError(f"{where}: neither a file nor a folder; expected a dossier's name, folder or YAML file")
    if str(where) in known:
        return known[str(where)]
    raise DossierError(
        f"{where!s:.200}: no such file or folder, and no shipped dossier of that name{nearest(str(where), known)};"
        f" shipped: {', '.join(known) or 'none'}"
    )


def read_tree(where: str | Path) -> Tree:
    """The merged files of a dossier: a shipped name, a folder or a single file.

    Raises:
        DossierError: nothing there, unreadable files, or a top-level key in two of them; all faults are listed.
    """
    path = locate(where)
    try:
        files, unread = _files(path)
    except OSError as error:
        raise DossierError(f"dossier {path}: cannot be read: {error.strerror or error}") from None
    content, origin, faults = _merge(files)
    if faults:
        raise refusal(path, faults)
    return Tree(path, content, origin, tuple(unread))


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML file's mapping, by the safe loader; raises DossierError with file and place."""
    if not path.is_file():
        raise DossierError(f"{path}: {'not a file' if path.exists() else 'no such file'}")
    content, _, faults = _merge([path])
    if faults:
        raise DossierError("; ".join(faults))
    return content


def refusal(path: Path, faults: Iterable[str], number: int | None = None) -> DossierError:
    """An error of all faults, or of the first of them and how many are left out (``number`` in all, where known)."""
    listed = list(islice(faults, MOST_FAULTS + 1))
    total = len(listed) if number is None else number
    more = len(listed) > MOST_FAULTS or total > MOST_FAULTS
    count = (
        "1 fault" if total == 1 else f"{total:,} faults" if number or not more else f"more than {MOST_FAULTS} faults"
    )
    lines = [f"  - {fault}" for fault in listed[:MOST_FAULTS]]
    if more:
        left = f"{total - MOST_FAULTS:,} more are" if number else "more are"
        lines.append(f"  - the first {MOST_FAULTS} faults are listed; {left} left out")
    return DossierError(f"dossier {path}: {count}\n" + "\n".join(lines))


def _files(path: Path) -> tuple[list[Path], list[str]]:
    """A dossier's YAML files, and a line for each that looks like one and is left unread: editors' lock files and
    copies, folders, links to nowhere."""
    if path.is_file():
        return [path], []
    named = sorted(p for p in path.iterdir() if p.suffix.lower() in (".yaml", ".yml"))
    files = [p for p in named if p.is_file() and not p.name.startswith((".", "~", "#"))]
    if not files:
        raise DossierError(f"dossier {path}: the folder holds no .yaml file; expected at least dossier.yaml")
    if len(files) > MOST_FILES:
        raise DossierError(
            f"dossier {path}: the folder holds {len(files):,} .yaml files; expected at most {MOST_FILES}"
        )
    why = "an editor's or hidden file", "not a regular file"
    return files, [
        f"{p.name}: {why[not p.name.startswith(('.', '~', '#'))]}; not read" for p in named if p not in files
    ]


def _merge(files: list[Path]) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Top-level keys of all files, which file each came from, and faults."""
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    faults = []
    for file in files:
        try:
            content = read_file(file)
        except ValueError as error:
            faults.append(f"{file.name}: {error}")
            continue
        if content is None:
            continue
        if not isinstance(content, dict):
            faults.append(f"{file.name}: found {type(content).__name__}, expected a mapping of names to values")
            continue
        for key, value in content.items():
            if key in merged:
                faults.append(f"{file.name}: {key!s:.80}: already given in {origin[key]}; expected once")
            else:
                merged[str(key)], origin[str(key)] = value, file.name
    return merged, origin, faults
