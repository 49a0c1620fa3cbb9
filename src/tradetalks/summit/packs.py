"""Private packs: what one delegation knows and the others do not, in ``party/CODE.yaml`` beside a dossier.

A pack adds to the dossier for its party alone: instructions, worth of options, red lines, worth of having no deal. What
a pack says replaces what the dossier says of the same. The worth that a room plays with is drawn from the ranges, each
option of each party by itself, so that groups differ and knowing one room's figures tells nothing of another's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import Field, ValidationError

from tradetalks.dossier.faults import Fault
from tradetalks.dossier.figures import Strict, Worth
from tradetalks.dossier.files import locate, read_yaml, refusal
from tradetalks.dossier.inferred import REVEALED
from tradetalks.dossier.lookup import Names
from tradetalks.dossier.model import Dossier, RedLine
from tradetalks.dossier.schema_faults import faults_of
from tradetalks.dossier.world_choice import benchmark_of
from tradetalks.errors import unknown
from tradetalks.value.worth import triangular

FOLDER = "party"


class OwnLine(Strict):
    """Options of an item that this party will not sign."""

    item: str
    never: list[str] = Field(min_length=1, description="option ids")
    because: str
    basis: str = Field("judgement", description="the word 'judgement' or the id of a source")


class Pack(Strict):
    """One party's private pack."""

    instructions: str = Field(
        "", description="what the government tells its delegation; plain text, blank lines part paragraphs"
    )
    worth: dict[str, dict[str, Worth]] = Field({}, description="item id to option id to worth")
    red_lines: tuple[OwnLine, ...] = ()
    outside: dict[str, Worth] = Field({}, description="no-deal branch to what it is worth beyond the model")


@dataclass(frozen=True)
class Scenario:
    """What a summit plays: the dossier with all packs in it, and what each government tells its delegation."""

    dossier: Dossier
    instructions: Mapping[str, str] = field(default_factory=dict)


def scenario(dossier: Dossier, where: str | Path) -> Scenario:
    """A dossier with the packs that lie beside it in ``party/``, if any.

    Raises:
        DossierError: a pack with a fault: of another party, of items or options that there are not; all are listed.
    """
    folder = locate(where) / FOLDER
    packs: dict[str, Pack] = {}
    faults: list[str] = []
    names = Names.of(dossier, *benchmark_of(dossier.world))
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        place = f"{FOLDER}/{file.name}"
        if file.suffix != ".yaml":
            if not file.name.startswith("."):
                faults.append(f"{place}: found a file of another kind, which would not be read; expected CODE.yaml")
            continue
        if file.stem not in dossier.parties:
            faults.append(f"{place}: {unknown('party', file.stem, dossier.parties)}")
            continue
        content = read_yaml(file)
        try:
            packs[file.stem] = Pack.model_validate(content)
        except ValidationError as error:
            faults.append(f"{place}: {faults_of(error, Pack, content)}")
            continue
        faults += [f"{place}: {fault}" for fault in _faults(names, packs[file.stem]) if not fault.late]
    if faults:
        raise refusal(folder, faults)
    return Scenario(with_packs(dossier, packs), {code: _paragraphs(pack.instructions) for code, pack in packs.items()})


def _paragraphs(text: str) -> str:
    """Text with a line for each paragraph, which blank lines part."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))


def _faults(names: Names, pack: Pack) -> Iterator[Fault]:
    """What does not fit: by the rules that a dossier's own worth, red lines and no deal are held to."""
    d = names.dossier
    for item, options in pack.worth.items():
        yield from names.choices("worth", {item: list(options)})
        for option, worth in options.items():
            path = f"worth.{item}.{option}"
            yield from _range(names, path, worth)
            if option in names.options.get(item, ()):
                yield from names.may_have_worth(path, d.item(item), d.item(item).option(option), [worth])
    for k, line in enumerate(pack.red_lines):
        yield from names.never(f"red_lines[{k}]", line.item, line.never, line.basis)
    for branch, worth in pack.outside.items():
        yield from names.name("outside", "no-deal branch", branch, [b.name for b in d.no_deal])
        yield from _range(names, f"outside.{branch}", worth)


def _range(names: Names, path: str, worth: Worth) -> Iterator[Fault]:
    yield from names.range(path, worth)
    if worth.basis == REVEALED:
        yield Fault(f"{path}.basis", "found 'revealed', which stands in a dossier alone; expected figures of your own")


def with_packs(dossier: Dossier, packs: Mapping[str, Pack]) -> Dossier:
    """The dossier with each pack's worth, red lines and outside option in the place of its own for that party."""

    def merged(worth: Mapping[str, Worth], *place: str) -> dict[str, Worth]:
        return {**worth, **{p: found for p, pack in packs.items() if (found := _of(pack, *place)) is not None}}

    found = _with_worth(dossier, merged)
    lined = {party for party, pack in packs.items() if pack.red_lines}
    lines = [line for line in dossier.red_lines if line.party not in lined]
    lines += [RedLine(party=p, **line.model_dump()) for p, pack in packs.items() for line in pack.red_lines]
    return found.model_copy(update={"red_lines": lines})


def _of(pack: Pack, place: str, option: str | None = None) -> Worth | None:
    """What a pack says of an item's option, or of a no-deal branch."""
    return pack.outside.get(place) if option is None else pack.worth.get(place, {}).get(option)


# ---------------------------------------------------------------------- drawn
def drawn(dossier: Dossier, seed: int) -> Dossier:
    """The dossier with every worth drawn once from its range, triangular with its peak at the middle.

    A party's options of one item are drawn together, each at the same part of its range, so that more stays worth more;
    items and parties apart, so that another range elsewhere leaves a figure as it is. Three digits are kept: they stand
    on sheets that people reckon with.
    """

    def draws(worth: Mapping[str, Worth], *place: str) -> dict[str, Worth]:
        return {party: _draw(value, seed, f"{party}|{place[0]}") for party, value in worth.items()}

    return _with_worth(dossier, draws)


def _draw(worth: Worth, seed: int, place: str) -> Worth:
    if not worth.low < worth.high:
        return worth
    part = np.random.default_rng([seed, 2, zlib.crc32(place.encode())]).random()
    value = float(f"{triangular(worth.low, worth.mid, worth.high, np.array(part)):.3g}")
    return worth.model_copy(update={"low": value, "mid": value, "high": value})


def known_to(dossier: Dossier, party: str) -> Dossier:
    """The dossier as one party knows it: no worth and no red lines but its own."""

    own = _with_worth(dossier, lambda worth, *_: {code: value for code, value in worth.items() if code == party})
    return own.model_copy(update={"red_lines": [line for line in own.red_lines if line.party == party]})


def _with_worth(dossier: Dossier, make: Callable[..., dict[str, Worth]]) -> Dossier:
    """The dossier with every worth replaced by ``make(worth by party, item id, option id)``, of no deal by
    ``make(worth by party, branch name)``."""
    agenda = [
        item.model_copy(
            update={"options": [o.model_copy(update={"worth": make(o.worth, item.id, o.id)}) for o in item.options]}
        )
        for item in dossier.agenda
    ]
    no_deal = [branch.model_copy(update={"worth": make(branch.worth, branch.name)}) for branch in dossier.no_deal]
    return dossier.model_copy(update={"agenda": agenda, "no_deal": no_deal})
