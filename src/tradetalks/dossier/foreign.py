"""Talks as other negotiation tools file them: a domain and a profile for each party, whatever the format, put together.

GENIUS XML, GeniusWeb JSON, NegoLog JSON, NegMAS YAML or JSON; which it is, each file's content says. Nothing is dropped
in silence: files that are none of these and all that reading adjusted are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tradetalks.dossier import genius, geniusweb, negmas_files, negolog
from tradetalks.dossier.profiles import Domain, Profile
from tradetalks.errors import TradetalksError
from tradetalks.yaml_text import read_file

SUFFIXES = (".xml", ".json", ".yaml", ".yml")
NAMES = "GENIUS XML, GeniusWeb JSON, NegoLog JSON, NegMAS YAML or JSON"


@dataclass(frozen=True)
class Talks:
    """A domain and its parties' profiles.

    Attributes:
        domain: what is negotiated. profiles: one a party, over that domain. files: of each profile.
        left: files that are neither domain nor profile, with the reason.
    """

    domain: Domain
    profiles: tuple[Profile, ...]
    files: tuple[Path, ...]
    left: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading adjusted or left out, each with the party it is of, in words."""
        alone = (
            f"issue '{issue}' has one option only: no item; its utility is in every score, and export writes files"
            " without it"
            for issue, listed in self.domain.issues.items()
            if len(listed) == 1
        )
        of_parties = (f"{p.party}: {note}" for p in self.profiles for note in p.notes if note not in self.domain.notes)
        return (*self.domain.notes, *alone, *of_parties, *self.left)


def read_profile(path: str | Path, grid: int | None = None) -> Profile:
    """One party's profile of any of the formats; NegMAS's needs its domain beside it (``read_talks``).

    Raises:
        TradetalksError: no such file, none of the formats, or a profile that cannot be read.
    """
    kind, content = _recognised(Path(path))
    if kind not in ALONE:
        raise TradetalksError(f"{path}: found {kind or 'none of them'}; expected a profile of one party: {NAMES}")
    return _profile(Path(path), kind, content, grid)


def read_talks(paths: Sequence[str | Path], grid: int | None = None) -> Talks:
    """A folder's files, or those named, as one negotiation.

    Args:
        grid: read each issue of real numbers as so many values; refused if None.

    Raises:
        TradetalksError: no file, several domains, fewer than two profiles, profiles of different domains, or a file
            that is of a format and cannot be read.
    """
    found = {path: _recognised(path) for path in _files(paths)}
    left = tuple(f"{path.name}: not read, {content}" for path, (kind, content) in found.items() if kind == "")
    domains = [path for path, (kind, _) in found.items() if kind.endswith("domain")]
    if len(domains) > 1:
        listed = ", ".join(path.name for path in domains)
        raise TradetalksError(
            f"found {len(domains)} domains: {listed}; expected one. Name the files of one negotiation"
        )
    domain = _domain(domains[0], *found[domains[0]], grid) if domains else None
    profiles, files = [], []
    for path, (kind, content) in found.items():
        if kind == "NegMAS profile":
            if domain is None:
                raise TradetalksError(
                    f"{path}: a utility function of NegMAS without its domain; expected that file too"
                )
            profiles.append(negmas_files.profile_of(content, domain, path))
        elif kind in ALONE:
            profiles.append(_profile(path, kind, content, grid, domain))
        else:
            continue
        files.append(path)
    if len(profiles) < 2:
        where = ", ".join(str(p) for p in paths)
        raise TradetalksError(
            f"{where}: found {len(profiles)} profile{'' if len(profiles) == 1 else 's'}; expected one for each of two"
            f" parties or more: {NAMES}{''.join(f'; {line}' for line in left[:5])}"
        )
    domain = domain or profiles[0].domain
    over = [_over(domain, profile, path) for profile, path in zip(profiles, files, strict=True)]
    return Talks(domain, tuple(_told_apart(over, files)), tuple(files), left)


def _files(paths: Sequence[str | Path]) -> list[Path]:
    """The files named, and of folders named those with a suffix of these formats, by name."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
        elif path.is_file():
            files.append(path)
        else:
            raise TradetalksError(f"{path}: no such file or folder")
    return files


def _recognised(path: Path) -> tuple[str, Any]:
    """What a file is and what it holds; an empty word and the reason where it is none of the formats."""
    suffix = path.suffix.lower()
    if suffix == ".xml":
        kind = genius.kind_of(path)
        if kind in ("domain", "profile"):
            return f"GENIUS {kind}", None
        return "", f"an XML file of '{kind}', neither domain nor profile" if kind else "it holds no XML"
    if suffix == ".json":
        content = geniusweb.read_json(path)
    elif suffix in (".yaml", ".yml"):
        try:
            content = read_file(path)
        except ValueError as error:
            raise TradetalksError(f"{path}: {error}") from None
    elif not path.is_file():
        raise TradetalksError(f"{path}: no such file")
    else:
        return "", f"its name ends in '{suffix}', none of {', '.join(SUFFIXES)}"
    for name, asked in KINDS.items():
        if asked(content):
            return name, content
    return "", "neither domain nor profile of a format known"


KINDS = {
    "GeniusWeb profile": geniusweb.is_profile,
    "GeniusWeb domain": geniusweb.is_domain,
    "NegoLog profile": negolog.is_profile,
    "NegMAS domain": negmas_files.is_domain,
    "NegMAS profile": negmas_files.is_profile,
}
ALONE = ("GENIUS profile", "GeniusWeb profile", "NegoLog profile")
"""Profiles that hold their own domain."""


def _profile(path: Path, kind: str, content: Any, grid: int | None, domain: Domain | None = None) -> Profile:
    """A profile that holds its own domain, of what ``_recognised`` found; ``domain``: as of ``genius.read_profile``."""
    if kind == "GENIUS profile":
        return genius.read_profile(path, grid=grid, domain=domain)
    return (geniusweb if kind == "GeniusWeb profile" else negolog).profile_of(content, path)


def _domain(path: Path, kind: str, content: Mapping[str, Any], grid: int | None) -> Domain:
    if kind == "GENIUS domain":
        return genius.read_domain(path, grid)
    if kind == "GeniusWeb domain":
        return geniusweb.domain_of(content, path)
    return negmas_files.domain_of(content, path, grid)


def _over(domain: Domain, profile: Profile, path: Path) -> Profile:
    """A profile over the domain of the talks: options that the domain lacks are left out and told.

    Raises:
        TradetalksError: an issue, or a value of an option, is missing.
    """
    own, wanted = set(profile.domain.issues), set(domain.issues)
    if own != wanted:
        has, lacks = sorted(own - wanted), sorted(wanted - own)
        told = [f"has {', '.join(has)}"] if has else []
        told += [f"lacks {', '.join(lacks)}"] if lacks else []
        raise TradetalksError(
            f"{path}: of another domain than {domain.name}: {'; '.join(told)}; expected the same issues"
        )
    notes = list(profile.notes)
    for issue, options in domain.issues.items():
        own, listed = profile.values[issue], set(options)
        if missing := [option for option in options if option not in own]:
            raise TradetalksError(f"{path}: issue '{issue}': no value of {', '.join(missing[:5])}; the domain lists it")
        if more := [option for option in own if option not in listed]:
            notes.append(f"issue '{issue}': left out, as the domain lacks it: {', '.join(more)}")
    values = {issue: {o: profile.values[issue][o] for o in options} for issue, options in domain.issues.items()}
    weights = {issue: profile.weights[issue] for issue in domain.issues}
    return replace(profile, domain=domain, values=values, weights=weights, notes=tuple(notes))


def _told_apart(profiles: Sequence[Profile], files: Sequence[Path]) -> list[Profile]:
    """Parties by their own names where these differ, else by their files'."""
    names = [profile.party for profile in profiles]
    if all(names) and len(set(names)) == len(names):
        return list(profiles)
    stems = [path.stem for path in files]
    names = stems if len(set(stems)) == len(stems) else [f"{stem} {j + 1}" for j, stem in enumerate(stems)]
    return [
        replace(p, party=name, notes=(*p.notes, f"named by its file: its own name is '{p.party}'"))
        for p, name in zip(profiles, names, strict=True)
    ]
