"""``tradetalks world``: build, show, check, aggregate, split, compare, export, picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradetalks.cli.console import DutiesOption, JsonFlag, PricesOption, err, out, print_json, reading_told
from tradetalks.cli.contents import Contents
from tradetalks.errors import WorldError, unknown
from tradetalks.registry import file_names, file_of, said_as_promised

if TYPE_CHECKING:
    from tradetalks.world.outside import Comparison
    from tradetalks.world.world import World

world_app = typer.Typer(
    cls=Contents, rich_markup_mode=None, help="Worlds: who traded what with whom.", no_args_is_help=True
)
WorldArg = Annotated[
    str,
    typer.Argument(
        help="'default', 'icio80' (81 x 36), 'icio80x50' (made on first use), or a folder.", metavar="WORLD"
    ),
]
READERS = ", ".join(file.replace("_", "-") for file in file_names("tradetalks.world.readers"))
Output = Annotated[Path, typer.Option("--output", "-o", help="Folder or file to write.")]


def _world(where: str, elasticities: str | None = None, prices: str | None = None, duties: str | None = None) -> World:
    from tradetalks.world.elasticities import OWN
    from tradetalks.world.opened import is_built_in, named
    from tradetalks.world.opened import open_world as opened

    here = is_built_in(where) and (Path(where) / "manifest.json").is_file()  # a folder of that name comes first
    base = str(Path(where).resolve()) if here else named(where, prices, duties)
    return opened(base, elasticities=elasticities or OWN)


@world_app.command("build")
def build(
    reader: Annotated[str, typer.Argument(help=f"What to read: {READERS}.", metavar="READER")] = "",
    path: Annotated[Path | None, typer.Argument(help="File or folder of the source.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write the world to.")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE for the reader, such as usd_per_euro=1.05 or gdp=gdp.csv.")
    ] = None,
    list_readers: Annotated[
        bool, typer.Option("--list", help="List the readers: what each reads and its options.")
    ] = False,
) -> None:
    """Read a data base into a world: checked, balanced, with a record of what was adjusted.

    READER icio80x50 builds the 81 x 50 built-in world into the user's cache; it needs no PATH.
    """
    from tradetalks.report.tables import key_values
    from tradetalks.world.accounts import changes_made
    from tradetalks.world.files.cells import words
    from tradetalks.world.readers import reader as find
    from tradetalks.world.readers import readers
    from tradetalks.world.world import World

    if list_readers or not reader:
        told = {name: f"{one.reads}{_told_options(one.options())}" for name, one in readers().items()}
        out.print(key_values("Readers", told | {"icio80x50": "the built-in 81 x 50 table"}))
        return
    if reader in ("icio80", "icio80x50"):
        from tradetalks.world.icio80x50 import cached, open_or_build
        from tradetalks.world.world import World

        found = open_or_build(World.default(prices="basic"), lambda step: err.print(step, highlight=False), path)
        out.print(key_values(f"{cached()}: {found.shape[0]} x {found.shape[1]}", found.provenance["estimates"]))
        return
    chosen = find(reader)
    if path is None or output is None:
        raise typer.BadParameter("expected READER PATH --output FOLDER")
    options = _options(option, chosen.given, reader)
    try:
        with reading_told():
            world = said_as_promised(chosen.read(path, **options), World, file_of(chosen.read), chosen.read.__name__)
    except (TypeError, ValueError) as error:  # an option of the wrong kind, such as a name for a number
        raise WorldError(f"reader {reader}: {error}; options given: {options}") from error
    world.save(output)
    n, s = world.shape
    moved: dict[str, str] = {}
    for row in changes_made(world):
        moved[row["what"]] = "; ".join(filter(None, (moved.get(row["what"]), words(row))))
    check = world.check()
    out.print(f"{output}: {n} regions x {s} sectors, worst residual {check.worst:.0e}", highlight=False, markup=False)
    out.print(key_values("Adjusted while reading", moved) if moved else "Nothing adjusted.")
    for line in (*world.provenance.get("units", ()), *_elasticities(world)):
        out.print(line, highlight=False, markup=False)


def _told_options(options: Mapping[str, object]) -> str:
    """A reader's options for the list: each with its default, where it has one."""
    told = {None: "", False: "=no", True: "=yes"}
    each = [f"{name}{told[d] if d is None or isinstance(d, bool) else f'={d}'}" for name, d in options.items()]
    return f"; options: {', '.join(each)}" if each else ""


def _elasticities(world: World) -> list[str]:
    """What the world's trade elasticities rest on, in sentences."""
    source, assumed = world.provenance.get("elasticities"), world.provenance.get("elasticities_assumed_4") or []
    if not source:
        return []
    try:
        level = float(source)
    except ValueError:
        said = [f"Trade elasticities: {source}."]
    else:
        said = [f"Trade elasticities: {level:g} in every sector; elasticities=NAME or FILE.csv gives others."]
    if assumed:
        said.append(f"Assumed to be 4, as {source} has none, in {len(assumed)} sectors: {', '.join(assumed)}.")
    return said


def _options(pairs: list[str] | None, given: Callable[[str, str], object], reader: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{pair}': expected NAME=VALUE", param_hint="--option")
        try:
            found[name] = given(name, value)
        except WorldError as error:
            raise WorldError(f"reader {reader}: {error}") from error
    return found


@world_app.command("show")
def show(
    world: WorldArg = "default",
    elasticities: Annotated[str | None, typer.Option(help="Set of trade elasticities.")] = None,
    prices: PricesOption = None,
    duties: DutiesOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show regions, sectors, sources and adjustments."""
    from tradetalks.report.world_tables import world_tables

    found = _world(world, elasticities, prices, duties)
    manifest = dict(found.provenance)
    if as_json:
        print_json({"regions": found.regions, "sectors": found.sectors, "provenance": manifest})
        return
    for table in world_tables(found):
        out.print(table)
    if "attribution" in manifest:
        out.print(str(manifest["attribution"]), highlight=False)
    if manifest.get("measures_in_benchmark"):
        words = "; ".join(manifest["measures_in_benchmark"])
        out.print(f"In the benchmark's tariffs: {words}.", highlight=False)
    for what in ("prices", "duties"):
        if manifest.get(what):
            out.print(f"{what.capitalize()}: {manifest[what]}.", highlight=False, markup=False)
    for line in manifest.get("units", ()):
        out.print(line, highlight=False, markup=False)
    moved = (
        manifest.get("customs_value", []) if found.provenance.get("benchmark", {}).get("prices") == "customs" else []
    )
    for row in [*manifest.get("tariff_adjustments", []), *moved, *manifest.get("adjustments", [])]:
        details = ", ".join(f"{k} {v}" for k, v in row.items() if k not in ("what", "why"))
        out.print(f"- {row['what']}: {details}", highlight=False, markup=False)


@world_app.command("check")
def check(
    world: WorldArg = "default", prices: PricesOption = None, duties: DutiesOption = None, as_json: JsonFlag = False
) -> None:
    """Prove the accounts; compare the built-in worlds with outside facts, or with what they are fitted to."""
    from tradetalks.report.tables import key_values
    from tradetalks.report.world_tables import comparison_table, duties_table
    from tradetalks.world.outside import compare_duties, compare_products, compare_with_outside_facts

    found = _world(world, None, prices, duties)
    accounts = found.check()
    embedded = world.partition(":")[0] == "default"
    rows = compare_with_outside_facts(found) if embedded else _beside_sources(world, found)
    products = compare_products(found) if embedded else []
    paid = compare_duties(found) if embedded else []
    if as_json:
        facts = [{**asdict(r), "gap_percent": r.gap_percent} for r in rows]
        by_product = [{**asdict(r), "gap_percent": r.gap_percent} for r in products]
        rates = [{**asdict(r), "factor": r.factor, "collected": r.collected if r.year else None} for r in paid]
        print_json({"accounts": asdict(accounts), "outside_facts": facts, "products": by_product, "duties": rates})
        return
    residuals = {k: f"{v:.1e}" for k, v in asdict(accounts).items()}
    out.print(key_values("Accounts hold (relative residuals)", residuals))
    if rows and not embedded:
        out.print(comparison_table(rows, "Beside what it is fitted to, 2022 (bn USD; worst first)"))
        for what, told in found.provenance.get("fit", {}).items():
            said = "; ".join(f"{k} {v}" for k, v in told.items()) if isinstance(told, dict) else told
            out.print(f"{what}: {said}", highlight=False, markup=False)
    elif rows:
        out.print(comparison_table(rows))
        out.print(comparison_table(products, "Products beside customs figures (bn USD)", 1))
        for what in ("prices", "duties"):
            out.print(f"{what.capitalize()}: {found.provenance[what]}.", highlight=False, markup=False)
        out.print(duties_table(paid))
        for row in paid:
            out.print(f"{row.region}: {row.source}", highlight=False, markup=False)
        if found.provenance["benchmark"]["prices"] == "basic":
            out.print(
                "At basic prices the margins of goods are in services: goods trade is a sixth to a quarter below"
                " customs values, rates scaled to duties collected are above those of customs statistics, and the"
                " United States' duties, at its customs' rates, are below those collected.",
                highlight=False,
            )


def _beside_sources(name: str, found: World) -> list[Comparison]:
    from tradetalks.world.icio80 import NAME, beside_its_sources
    from tradetalks.world.world import World

    return beside_its_sources(found, World.default(prices="basic")) if name == NAME else []


@world_app.command("aggregate")
def aggregate(
    output: Output,
    world: WorldArg = "default",
    regions: Annotated[
        str | None,
        typer.Option(help="A named grouping, or a list such as 'CHE, USA, EU27, ASEAN members, AMS=CAN+MEX, ROW=*'."),
    ] = None,
    sectors: Annotated[str | None, typer.Option(help="A named grouping, or a list such as 'FARM=AGR+FOOD'.")] = None,
) -> None:
    """Join regions and sectors. Named groupings: G20, G7, EU27, ASEAN, RCEP, CPTPP, USMCA, BRICS, US-China; sectors:
    'ISIC sections', 'WIOD 35', 'GTAP 10', 'goods and services'.

    In a list, a code stands for itself, a group of economies (EU27, ASEAN, G7, ...) for one region of its members,
    'ASEAN members' for each of them apart, NEW=OLD+OLD for one region, and NEW=* for all others.
    """
    if regions is None and sectors is None:
        raise typer.BadParameter("expected --regions, --sectors or both")
    joined = _world(world).aggregate(regions=regions, sectors=sectors)
    joined.save(output)
    for note in joined.provenance["grouping_notes"]:
        err.print(f"note: {note}", highlight=False, markup=False)
    err.print(f"wrote {output}: {len(joined.regions)} regions x {len(joined.sectors)} sectors", highlight=False)


@world_app.command("split")
def split(
    products: Annotated[
        list[str], typer.Argument(help="Shipped products (SOY, CHIPS, ...) or a file of products, YAML or JSON.")
    ],
    output: Output,
    world: Annotated[str, typer.Option(help="'default', or a folder.")] = "default",
) -> None:
    """Carve products out of sectors: trade, output, use and tariffs, balanced."""
    from tradetalks.world.products import load_products, shipped_products

    known = shipped_products()
    chosen = []
    for name in products:
        of_file = name.endswith((".json", ".yaml", ".yml"))
        chosen += load_products(name) if of_file else [_named(name, known)]
    divided = _world(world).split(*chosen)
    divided.save(output)
    for log in divided.provenance["splits"]:
        err.print(f"{log['product']} out of {log['of']}: {log['bn_usd_output']:,.1f} bn output", highlight=False)
    err.print(f"wrote {output}", highlight=False)


def _named(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise WorldError(unknown("shipped product", name, known))
    return known[name]


@world_app.command("compare")
def compare(
    first: WorldArg,
    second: WorldArg,
    top: Annotated[int, typer.Option(help="Rows to show.")] = 20,
    as_json: JsonFlag = False,
) -> None:
    """Set two worlds side by side: what differs most on the regions and sectors they share."""
    from tradetalks.report.world_tables import frame_table

    table = _world(first).compare(_world(second))
    if as_json:
        print_json(table.to_dict("records"))
        return
    out.print(frame_table(f"{first} and {second}: largest differences", table.head(top)))


@world_app.command("export")
def export(
    output: Output,
    world: WorldArg = "default",
    to: Annotated[str, typer.Option(help="parquet, csv, xlsx or netcdf.")] = "parquet",
) -> None:
    """Write a world for other programs."""
    from tradetalks.world.export import export as write

    err.print(f"wrote {write(_world(world), output, to)}", highlight=False)


@world_app.command("picture")
def picture(
    output: Output,
    world: WorldArg = "default",
    kind: Annotated[str, typer.Option(help="heatmap (who trades with whom) or sankey (one sector).")] = "heatmap",
    sector: Annotated[str | None, typer.Option(help="Sector of the picture; all goods if left out.")] = None,
) -> None:
    """Draw a world as SVG: a heat map of trade, or the Sankey diagram of one sector."""
    from tradetalks.paths import write_atomically
    from tradetalks.report.charts import to_svg
    from tradetalks.report.world_charts import PICTURES

    found = _world(world)
    if kind not in PICTURES:
        raise WorldError(unknown("picture", kind, PICTURES))
    output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(output, to_svg(PICTURES[kind](found, sector)))
    err.print(f"wrote {output}", highlight=False)
