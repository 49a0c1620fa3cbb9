"""The world that a dossier or a command names: built in or in a folder, with elasticities, grouped; kept once made."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.errors import WorldError, nearest, unknown
from tradetalks.paths import cache_folder, replacing
from tradetalks.world.elasticities import DEFAULT, OWN, published
from tradetalks.world.embedded import DUTIES, PRICES
from tradetalks.world.grouping import Grouping
from tradetalks.world.world import ARRAYS, World

BUILT_IN = ("default", "icio80", "icio80x50")
_EMBEDDED = "default"
_FORMAT = 2
_WORDS = ("regions", "sectors", "region_names", "sector_names", "goods", "provenance")


def is_built_in(base: str) -> bool:
    """Whether ``base`` names a built-in world; anything else is a folder."""
    return base in BUILT_IN or base.startswith(_EMBEDDED + ":")


def variant(base: str) -> dict[str, str]:
    """Prices and duties that the name of the embedded world asks for: ``default``, ``default:basic``,
    ``default:statutory`` or ``default:basic,statutory``.

    Raises:
        WorldError: a word that is neither prices nor duties, or two of one kind; names the nearest.
    """
    found: dict[str, str] = {}
    for word in filter(None, (w.strip() for w in base.partition(":")[2].split(","))):
        kind = "prices" if word in PRICES else "duties"
        if word not in (*PRICES, *DUTIES):
            raise WorldError(f"world '{base}': {unknown('prices or duties', word, (*PRICES, *DUTIES))}")
        if kind in found:
            raise WorldError(f"world '{base}': {kind} are named twice, '{found[kind]}' and '{word}'; expected one")
        found[kind] = word
    return found


def named(base: str, prices: str | None = None, duties: str | None = None) -> str:
    """The name of the embedded world at those prices and duties; ``base`` itself where neither is given.

    Raises:
        WorldError: prices or duties asked of another world, which has only its own.
    """
    words = [word for word in (prices, duties) if word]
    if not words:
        return base
    if base.partition(":")[0] != _EMBEDDED:
        raise WorldError(f"world '{base}': prices and duties can be chosen for the embedded world ('default') alone")
    for what, given, known in (("prices", prices, PRICES), ("duties", duties, DUTIES)):
        if given and given not in known:
            raise WorldError(unknown(what, given, known))
    kept = {k: v for k, v in variant(base).items() if not {"prices": prices, "duties": duties}[k]}
    return f"{_EMBEDDED}:{','.join([*kept.values(), *words])}"


def basis_words(base: str, world: World) -> str:
    """On what figures stand: the world, its regions and sectors, prices and duties; that others give other figures."""
    others = "--world icio80, --prices basic"
    if base.partition(":")[0] == _EMBEDDED:
        chosen = variant(base).values()
        prices = "at basic prices" if "basic" in chosen else "that cross borders at customs value"
        duties = "statutory duties" if "statutory" in chosen else "duties as collected"
        which = f"the embedded world of {world.provenance.get('year', 2022)}", f", goods {prices}, {duties}"
        others = "--world icio80, --prices customs" if "basic" in chosen else others
    elif is_built_in(base):
        which, others = (f"{base}, the OECD's tables of 2022", ", goods at basic prices"), "--world default"
    else:
        which, others = (f"the world of {base}", ""), "--world default"
    return (
        f"Figures stand on {which[0]}: {len(world.regions)} regions, {len(world.sectors)} sectors{which[1]}. Another"
        f" world or price basis gives others ({others}); why is in docs/how-to/choose-world.md."
    )


def open_world(
    base: str = "default", regions: Grouping = None, sectors: Grouping = None, elasticities: str = OWN
) -> World:
    """A built-in world or one in a folder, under a set of trade elasticities, then grouped.

    Worlds other than the embedded one are kept in the user's cache as opened, so that the next time is quick.

    Args:
        base: ``default`` (or a variant of it, see ``variant``), ``icio80``, ``icio80x50`` (made on first use) or
            a folder written by ``World.save``.
        regions, sectors: see ``tradetalks.world.aggregate``; None keeps all.
        elasticities: a shipped set, or ``own``: those the world was built with (of built-in worlds, the default set).

    Raises:
        WorldError: no such world, set or code; names the nearest.
    """
    regions, sectors = regions or None, sectors or None
    if base.partition(":")[0] == _EMBEDDED:
        return _made(base, regions, sectors, elasticities)
    words = json.dumps([_FORMAT, _stamp(base), regions, sectors, elasticities], default=list)
    key = hashlib.sha256(words.encode()).hexdigest()[:24]
    return _kept(str(cache_folder() / "worlds" / f"{key}.npz"), base, words)


def sets_that_fit(base: str, sets: Sequence[str]) -> list[str]:
    """Those of the shipped sets of elasticities that know the sectors of a world; built-in worlds know all."""
    if is_built_in(base):
        return list(sets)
    sectors = open_world(base).sectors
    found = []
    for name in sets:
        try:
            published(name, sectors)
        except WorldError:
            continue
        found.append(name)
    return found


def unknown_world(base: str) -> str:
    """That there is no such world, with the nearest name."""
    return (
        f"no world '{base}'{nearest(base, BUILT_IN)}; expected {', '.join(BUILT_IN)} or a folder written by"
        " tradetalks world build"
    )


@lru_cache(maxsize=4)
def _kept(file: str, base: str, words: str) -> World:
    path = Path(file)
    try:
        return _read(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, WorldError):
        pass  # not there, or not whole: made anew
    _, _, regions, sectors, elasticities = json.loads(words)
    world = _made(base, regions, sectors, elasticities)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as scratch, scratch.open("wb") as target:
        _write(world, target)
    return world


def _made(base: str, regions: Grouping, sectors: Grouping, elasticities: str) -> World:
    if is_built_in(base):
        world = World.default(**variant(base)) if base.partition(":")[0] == _EMBEDDED else World.builtin(base)
        chosen = DEFAULT if elasticities == OWN else elasticities
        world = world if chosen == DEFAULT else world.with_elasticities(chosen)
    else:
        folder = Path(base)
        if not folder.exists():
            raise WorldError(unknown_world(base))
        world = World.load(folder)
        world = world if elasticities == OWN else world.with_elasticities(elasticities)
    return world if regions is None and sectors is None else world.aggregate(regions, sectors)


def _stamp(base: str) -> Any:
    """What tells one content of a base from another."""
    if is_built_in(base):
        from tradetalks.world import icio80, icio80x50

        edition = icio80.EDITION if base == icio80.NAME else icio80x50.EDITION
        embedded = hashlib.sha256(World.default(prices="basic").tariff.tobytes()).hexdigest()[:16]
        return [base, edition, embedded]
    files = sorted(p for p in Path(base).glob("*") if p.is_file())
    return [str(Path(base).resolve()), [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files]]


def content_digest(base: str) -> str:
    """Hash of what a base holds, wherever its folder lies; of a built-in one, its name (its data come with the code).

    Raises:
        WorldError: no such folder, or it cannot be read.
    """
    if is_built_in(base):
        return base
    found = hashlib.sha256()
    try:
        for path in sorted(p for p in Path(base).iterdir() if p.is_file()):
            found.update(path.name.encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError as error:
        raise WorldError(f"world '{base}': cannot be read: {error.strerror or error}") from None
    return found.hexdigest()


def _write(world: World, target: Any) -> None:
    words = {name: getattr(world, name) for name in _WORDS}
    text = json.dumps(words, default=_plain).encode()
    arrays = {name: getattr(world, name) for name in ARRAYS}
    np.savez(target, words=np.frombuffer(text, np.uint8), **arrays)


def _read(path: Path) -> World:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        words: Mapping[str, Any] = json.loads(stored["words"].tobytes())
        world = World(**{**words, **{name: stored[name] for name in ARRAYS}, "goods": tuple(words["goods"])})
    world.check()
    return world


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return asdict(value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Sequence):
        return list(value)
    return str(value)
