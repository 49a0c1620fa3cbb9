"""Where the command line prints, and what its commands share: tables to standard output, progress to standard error."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.status import Status
from rich.text import Text

from tradetalks.cli.contents import as_typed
from tradetalks.progress import Progress as Told
from tradetalks.progress import progress_told

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.dossier.likely_mistakes import Examined
    from tradetalks.dossier.model import Dossier
    from tradetalks.equilibrium.horizons import Horizon
    from tradetalks.equilibrium.outcome import Outcome
    from tradetalks.space.deal_space import DealSpace
    from tradetalks.value.eve import Eve

PIPED_WIDTH = 140  # columns where standard output is a file or a pipe
out = Console(
    width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH, markup=False, emoji=False
)  # a dossier's words are printed as they stand, "[draft]" too
err = Console(stderr=True, markup=False, emoji=False)
DossierArg = Annotated[
    str, typer.Argument(help="A shipped dossier's name, a folder, or a YAML file.", metavar="DOSSIER")
]
WorldOption = Annotated[
    str | None,
    typer.Option(
        "--world",
        help="default (default:basic, default:statutory), icio80 (81 economies) or a folder, not the dossier's.",
        metavar="WORLD",
    ),
]
PricesOption = Annotated[
    str | None,
    typer.Option("--prices", help="Goods that cross borders: customs (margins inside) or basic; embedded world only."),
]
DutiesOption = Annotated[
    str | None, typer.Option("--duties", help="Tariffs: collected or statutory; embedded world only.")
]
GroupsOption = Annotated[
    str | None,
    typer.Option("--groups", help="Regions of that world: 'CHE, USA, EU27, ASEAN members, ROW=*'.", metavar="GROUPS"),
]
HorizonOption = Annotated[
    str | None,
    typer.Option(
        "--horizon",
        help="How far trade, labour and exchange rates have responded: year 1, years 2-3, year 5, year 10 or long run"
        " (or 1, 2-3, 5, 10, long), in place of the dossier's.",
        metavar="HORIZON",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Solve anew; neither read nor write the cache on disk.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]


FIRST_TIME = (
    "First time here: 1. the world is brought to the eve of the talks, 2. every distinct policy is solved, 3. the"
    " frontier is found."
    " Busan's 4,036 policies take some 20 seconds on two cores; what is solved is kept, and next time takes some 4."
)


def print_json(content: Any) -> None:
    """One JSON document on standard output; numbers that JSON lacks (infinity) become null."""
    sys.stdout.write(json.dumps(_plain(content), indent=2, ensure_ascii=False, default=str) + "\n")


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float) and content - content != 0:
        return None
    return content


def package_as_typed(positional: str = "PACKAGE") -> str:
    """Where a package was given, as it was typed; ``positional`` if by no option."""
    return as_typed("--package", "--packages", "-p", positional=positional)


def choices(pairs: list[str] | None) -> dict[str, str]:
    """Item and option from ITEM=OPTION words, repeated or comma-separated."""
    found = {}
    for text in pairs or []:
        for pair in filter(None, (p.strip() for p in text.split(","))):
            item, equals, option = pair.partition("=")
            if not equals:
                raise typer.BadParameter(f"'{pair}': expected ITEM=OPTION", param_hint=package_as_typed())
            if item.strip() in found:
                raise typer.BadParameter(
                    f"'{pair}': the item '{item.strip()}' is named already, with '{found[item.strip()]}'; expected each"
                    " item once",
                    param_hint=package_as_typed(),
                )
            found[item.strip()] = option.strip()
    return found


def joined(packages: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Packages by name, equal ones once under all their names: ``nash, egalitarian``."""
    names: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, package in packages.items():
        names.setdefault(tuple(package.items()), []).append(name)
    return {", ".join(same): dict(package) for package, same in names.items()}


@contextmanager
def step(text: str) -> Iterator[None]:
    """A spinner while something short is done, on a terminal."""
    if err.is_terminal:
        with err.status(Text(text)):
            yield
    else:
        yield


@contextmanager
def progress(text: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told (done, total)."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )
    with bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


QUIET = 1.0  # seconds that a file may be read without a word
_EVERY = 10.0  # seconds between lines where standard error is a file


@contextmanager
def reading_told() -> Iterator[None]:
    """Within, the reading of a file that takes over a second is told on standard error: lines, share, time to expect.

    On a terminal one line that changes; elsewhere a line at first and every ten seconds.
    """
    begun, last, shown = time.monotonic(), [-_EVERY], list[Status]()

    def listen(at: Told) -> None:
        now = time.monotonic()
        if now - begun < QUIET:
            return
        if not err.is_terminal:
            if now - last[0] >= _EVERY:
                last[0] = now
                err.print(at.words, highlight=False, soft_wrap=True)
        elif not shown:
            shown.append(err.status(Text(at.words)))
            shown[0].start()
        elif now - last[0] >= 0.2:
            last[0] = now
            shown[0].update(Text(at.words))

    try:
        with progress_told(listen):
            yield
    finally:
        for line in shown:
            line.stop()


def load_dossier(
    where: str,
    world: str | None = None,
    groups: str | None = None,
    horizon: str | None = None,
    package: list[str] | None = None,
) -> Dossier:
    """The dossier, on another world or at another horizon if one is given; its warnings are told on standard error.

    Args:
        package: ITEM=OPTION words that must fit the dossier: an error in them is told alone, before any warning.
    """
    found = examined_dossier(where, world, groups, horizon)
    if package and all("=" in words for words in package):
        found.dossier.package(choices(package))
    return told(found)


def computable(found: Dossier) -> Dossier:
    """The dossier, if the model has anything to solve in it; raises DossierError where it has neither regions nor
    measures."""
    from tradetalks.errors import DossierError

    if not (found.regions or found.is_computed()):
        raise DossierError(
            f"dossier {found.name}: it states no measure and no party of it is a region, so that the model has nothing"
            " to solve; see tradetalks deals, explain, robust, negotiate"
        )
    return found


def priced(found: Dossier, prices: str | None, duties: str | None) -> Dossier:
    """The dossier on its world at other prices, or with other duties, where they are named."""
    from tradetalks.world.opened import named

    base = named(found.world.base, prices, duties)
    return found.model_copy(update={"world": found.world.model_copy(update={"base": base})})


def refuse_unknown_world(base: str) -> None:
    """Raise WorldError for a --world that is neither built in nor there."""
    from tradetalks.errors import WorldError
    from tradetalks.world.opened import is_built_in, unknown_world

    if not is_built_in(base) and not Path(base).exists():
        raise WorldError(f"--world: {unknown_world(base)}")


def examined_dossier(
    where: str, world: str | None = None, groups: str | None = None, horizon: str | None = None
) -> Examined:
    """The dossier and its warnings; a built-in world that is not here yet is made first."""
    from tradetalks.dossier.files import read_tree
    from tradetalks.dossier.likely_mistakes import examined

    tree = read_tree(where)
    if world is not None:
        refuse_unknown_world(world)
    make_if_missing(world or world_named(tree.content))
    found = examined(tree, world, groups)
    return found if horizon is None else replace(found, dossier=found.dossier.at_horizon(named_horizon(horizon)))


def named_horizon(horizon: str) -> Horizon:
    """The horizon of a name; what an older name means now is told on standard error."""
    from tradetalks.equilibrium.horizons import horizon as of_name
    from tradetalks.equilibrium.horizons import renamed

    if said := renamed(horizon):
        err.print(f"note: {said}", highlight=False, markup=False, soft_wrap=True)
    return of_name(horizon)


def told(found: Examined) -> Dossier:
    """The dossier, its warnings told on standard error."""
    for warning in found.warnings:
        err.print(f"warning: {warning}", highlight=False, markup=False, soft_wrap=True)
    return found.dossier


def world_named(content: Mapping[str, Any]) -> str | None:
    """The base that a dossier's own world names, if it names one."""
    world = content.get("world")
    return world.get("base") if isinstance(world, dict) and isinstance(world.get("base"), str) else None


def make_if_missing(base: str | None) -> None:
    """Build the 81 x 50 world if it is asked for and not here, saying so: the first time takes a download."""
    from tradetalks.world.icio80x50 import NAME, cached, open_or_build
    from tradetalks.world.world import World

    if base == NAME and not (cached() / "manifest.json").is_file():
        open_or_build(World.default(prices="basic"), lambda step: err.print(step, highlight=False))


def solved_space(dossier: Dossier, no_cache: bool = False) -> DealSpace:
    """The dossier's deal space, with progress shown."""
    from tradetalks.space.way import deal_space
    from tradetalks.value.cache import ValueCache, default_path
    from tradetalks.value.eve import bring_to_eve
    from tradetalks.value.kept import OutcomeCache
    from tradetalks.value.valuer import Valuer

    if not no_cache and dossier.is_computed() and not default_path().is_file():
        err.print(FIRST_TIME, highlight=False)
    with step("bringing the world to the eve of the talks"):
        eve = bring_to_eve(dossier, outcomes=OutcomeCache(None) if no_cache else None)
        valuer = Valuer(eve, ValueCache(None)) if no_cache else Valuer(eve)
    with progress("solving packages, then finding the frontier") as report:
        return deal_space(dossier, valuer=valuer, progress=report, folding=report)


def print_horizon(eve: Eve) -> None:
    """When figures from an eve are, and what has responded by then."""
    from tradetalks.report.horizon_words import eve_horizon_line

    if line := eve_horizon_line(eve):
        out.print(line, highlight=False, markup=False)


def regions_json(outcome: Outcome) -> dict[str, dict[str, float]]:
    """An outcome's figures by region, as ``--json`` prints them."""
    from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_added

    columns = {
        **outcome.by_region(),
        "tariff_revenue_added_bn_at_unchanged_wages": at_unchanged_wages(outcome) - revenue_before(outcome.world),
        "promised_purchases_cost_added_bn_at_unchanged_wages": subsidies_added(outcome),
    }
    return {
        code: {name: float(column[j]) for name, column in columns.items()}
        for j, code in enumerate(outcome.world.regions)
    }


def who_pays_part(
    outcome: Outcome, wanted: bool, regions: list[str] | None = None, ranges: Ranges | None = None
) -> dict[str, Any]:
    """What ``--who-pays`` adds to a JSON document: nothing unless wanted."""
    if not wanted:
        return {}
    from tradetalks.report.who_pays import who_pays_json

    return {"who_pays": who_pays_json(outcome, regions or (), ranges)}


def show_who_pays(outcome: Outcome, regions: list[str] | None = None, ranges: Ranges | None = None) -> None:
    """Tables and sentences of ``--who-pays``."""
    from tradetalks.report.who_pays import who_pays_tables

    for part in who_pays_tables(outcome, regions or (), ranges):
        if isinstance(part, str):
            out.print(part, highlight=False, markup=False)
        else:
            out.print(part)


def write_files(folder: Path, name: str, frame: Any, chart: Any) -> None:
    """A table as csv and its picture as SVG, both written atomically."""
    from tradetalks.paths import write_atomically
    from tradetalks.report.charts import to_svg
    from tradetalks.report.spreadsheet import csv_of

    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{name}.csv", csv_of(frame))
    write_atomically(folder / f"{name}.svg", to_svg(chart))
    err.print(f"wrote {folder / name}.csv and .svg", highlight=False, soft_wrap=True)
