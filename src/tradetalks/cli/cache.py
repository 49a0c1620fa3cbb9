"""``tradetalks cache``: what is kept on disk to save time, how large it is, and how to be rid of it."""

from __future__ import annotations

from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, out, print_json
from tradetalks.cli.contents import Contents

cache_app = typer.Typer(
    cls=Contents, help="What is kept on disk to save time.", no_args_is_help=True, rich_markup_mode=None
)


@cache_app.command()
def info(as_json: JsonFlag = False) -> None:
    """Where the cache is and what it holds."""
    from tradetalks.paths import cache_folder
    from tradetalks.rows import limit_bytes
    from tradetalks.value.cache import ValueCache, default_path

    folder = cache_folder()
    sizes: dict[str, int] = {}
    for item in folder.rglob("*") if folder.exists() else ():
        if item.is_file():
            part = item.relative_to(folder).parts[0]
            sizes[part] = sizes.get(part, 0) + item.stat().st_size
    rows = ValueCache(default_path()).count() if default_path().exists() else {}
    if as_json:
        print_json({"folder": str(folder), "bytes": sizes, "values": rows, "limit_bytes": limit_bytes()})
        return
    out.print(f"cache: {folder}", highlight=False, soft_wrap=True)
    for part, size in sorted(sizes.items()):
        out.print(f"  {part:28s} {size / 1e6:10.1f} MB", highlight=False)
    for version, count in rows.items():
        out.print(f"  solved packages, version {version}: {count:,}", highlight=False)
    out.print(f"  solved packages are kept to {limit_bytes() / 1e6:,.0f} MB, the oldest go first", highlight=False)


@cache_app.command()
def clear(
    what: Annotated[str, typer.Argument(help="values or all", metavar="WHAT")] = "all",
) -> None:
    """Remove solved packages (values), or everything that can be made again."""
    import shutil

    from tradetalks.errors import TradetalksError, unknown
    from tradetalks.paths import cache_folder
    from tradetalks.value.cache import default_path

    if what not in ("values", "all"):
        raise TradetalksError(unknown("part of the cache", what, ("values", "all")))
    folder = cache_folder()
    if what == "values":
        for suffix in ("", "-wal", "-shm", "-journal"):
            default_path().with_name(default_path().name + suffix).unlink(missing_ok=True)
    if what == "all" and folder.exists():
        for item in folder.iterdir():
            shutil.rmtree(item, ignore_errors=True) if item.is_dir() else item.unlink(missing_ok=True)
    out.print(f"cleared {what} in {folder}", highlight=False, soft_wrap=True)
