"""``tradetalks doctor`` and ``schema``: is the installation well; the schema of dossiers for editors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json
from tradetalks.version import __version__


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")
    ] = None,
) -> None:
    """Print the JSON Schema of dossiers, for editors that complete and check YAML."""
    from tradetalks.dossier.model import Dossier
    from tradetalks.paths import write_atomically

    text = json.dumps(Dossier.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output:
        write_atomically(output, text)
        err.print(f"wrote {output}", highlight=False)
    else:
        sys.stdout.write(text)


def doctor(as_json: JsonFlag = False) -> None:
    """Check the installation: versions, data, cache, and one certified solve."""
    import platform
    import time
    from importlib.metadata import PackageNotFoundError, version

    from tradetalks.value.cache import ValueCache, default_path

    facts: dict[str, Any] = {"tradetalks": __version__, "python": platform.python_version()}
    for package in ("numpy", "scipy", "pandas", "pydantic", "altair", "vl-convert-python"):
        try:
            facts[package] = version(package)
        except PackageNotFoundError:
            facts[package] = "missing"
    path = default_path()
    facts["cache"] = str(path) if ValueCache(path).path else f"{path} cannot be written; nothing is kept"
    healthy = "missing" not in facts.values()
    if healthy:
        from tradetalks.equilibrium.solver import solve as solve_shock
        from tradetalks.policy.shock import Shock
        from tradetalks.world.world import World

        world = World.default()
        facts["world accounts, worst residual"] = f"{world.check().worst:.1e}"
        begin = time.perf_counter()
        outcome = solve_shock(world, Shock(world).tariff("USA", "CHN", 0.25))
        facts["first solve, seconds"] = f"{time.perf_counter() - begin:.2f}"
        begin = time.perf_counter()
        outcome = solve_shock(world, Shock(world).tariff("USA", "CHN", 0.30))
        facts["warm solve, milliseconds"] = f"{1000 * (time.perf_counter() - begin):.1f}"
        facts["certificate, worst residual"] = f"{outcome.certificate.worst:.1e}"
        healthy = outcome.certificate.certified
    facts["verdict"] = "well" if healthy else "not well"
    if as_json:
        print_json(facts)
    else:
        from tradetalks.report.tables import key_values

        out.print(key_values("tradetalks doctor", facts))
    if not healthy:
        raise typer.Exit(1)
