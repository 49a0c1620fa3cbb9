"""The plan of a sweep: scenarios, parameters and how they are drawn.

A scenario's measures, package and world may say ``$name`` in place of a value, or ``{parameter: name, times: 0.5, plus:
0.1}``; every draw puts its own values there. Nothing in a plan is ever run.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tradetalks.dossier.model import Dossier, WorldChoice
from tradetalks.dossier.schema_faults import faults_of
from tradetalks.dossier.world_choice import with_world
from tradetalks.equilibrium.horizons import LONG_RUN, horizon
from tradetalks.errors import DossierError, PolicyError, SweepError, nearest
from tradetalks.policy.instruments import Measure
from tradetalks.rows import source_digest
from tradetalks.sweep.workers import PACKAGES
from tradetalks.world.opened import content_digest

MOST_CASES = 5_000_000
Value = float | int | str


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """What a draw decides: one of some values, or a number of a range.

    ``values`` are equally likely; ``low`` to ``high`` is uniform, on a ``log`` scale if asked, triangular if there is a
    ``mid``; ``mean`` and ``sd`` are normal. ``steps`` cuts a range into a grid.
    """

    values: list[Value] | None = Field(None, min_length=1)
    low: float | None = None
    mid: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    mean: float | None = None
    sd: float | None = Field(None, gt=0)
    steps: int | None = Field(None, ge=2, le=10_000)

    @field_validator("values")
    @classmethod
    def _text_or_numbers(cls, given: list[Value] | None) -> list[Value] | None:
        """Text and numbers together, such as the horizons 1 and 2-3, are all text: a column holds one of them."""
        if given and len({isinstance(value, str) for value in given}) == 2:
            return [value if isinstance(value, str) else f"{value:g}" for value in given]
        return given

    @model_validator(mode="after")
    def _one_kind(self) -> Parameter:
        kinds = [self.values is not None, self.low is not None or self.high is not None, self.mean is not None]
        if sum(kinds) != 1:
            raise ValueError("expected one of: values; low and high; mean and sd")
        if kinds[1]:
            if self.low is None or self.high is None or not self.low < self.high:
                raise ValueError("expected low below high")
            if self.mid is not None and (self.scale == "log" or not self.low <= self.mid <= self.high):
                raise ValueError("expected mid between low and high, on a linear scale")
            if self.scale == "log" and self.low <= 0:
                raise ValueError("expected low above 0 on a log scale")
        if kinds[2] and self.sd is None:
            raise ValueError("expected sd beside mean")
        return self

    def grid(self) -> list[Value]:
        """The values of a grid; raises ValueError for a range without steps."""
        if self.values is not None:
            return list(self.values)
        if self.steps is None or self.mean is not None:
            raise ValueError("a grid needs values, or low, high and steps")
        return [self.at((k + 0.0) / (self.steps - 1)) for k in range(self.steps)]

    def at(self, share: float) -> Value:
        """The value below which ``share`` of draws lie."""
        if self.values is not None:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.mean is not None and self.sd is not None:
            from scipy.stats import norm

            return float(norm.ppf(share, self.mean, self.sd))
        low, high = float(self.low), float(self.high)  # type: ignore[arg-type]
        if self.mid is not None:
            below = (self.mid - low) / (high - low)
            if share <= below:
                return low + math.sqrt(share * (high - low) * (self.mid - low))
            return high - math.sqrt((1 - share) * (high - low) * (high - self.mid))
        if self.scale == "log":
            return low * (high / low) ** share
        return low + share * (high - low)


class Design(_Strict):
    """How parameters are combined: every combination, or draws that fill the space."""

    kind: Literal["grid", "latin_hypercube", "sobol", "random"] = "grid"
    draws: int = Field(256, ge=1, le=MOST_CASES)
    seed: int = Field(0, ge=0)


class Scenario(_Strict):
    """A policy: measures on the benchmark, or a package of the dossier (or both)."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    title: str = ""
    measures: list[dict[str, Any]] = []
    package: dict[str, str] = {}


class Plan(_Strict):
    """A declared sweep.

    Attributes:
        dossier: scenarios start from its eve; the benchmark year if left out.
        world: as in a dossier; beside one its base and groups, in place of the dossier's. ``elasticities`` may be a
            parameter beside a dossier too.
        part: cases solved, written and resumed together.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = ""
    dossier: str | None = None
    world: dict[str, Any] = {}
    elasticities: str | None = Field(None, description="beside a dossier: a set, or a parameter")
    horizon: str | float | None = Field(
        None, description="a horizon, or a parameter; the dossier's own if left out, the long run without a dossier"
    )
    parameters: dict[str, Parameter] = {}
    design: Design = Design(kind="grid", draws=256, seed=0)
    scenarios: list[Scenario] = Field(min_length=1)
    part: int = Field(64, ge=1, le=4096)

    @staticmethod
    def load(
        where: str | Path, world: str | None = None, groups: str | None = None, horizon: str | None = None
    ) -> Plan:
        """Read a plan from a YAML file.

        Args:
            world: a built-in world or a folder in place of the plan's or its dossier's, whose groups it then drops.
            groups: regions to keep or join, in their place.
            horizon: in place of the plan's.

        Raises:
            SweepError: naming the file, the place in it, the value and what was expected.
        """
        from tradetalks.dossier.files import read_yaml

        path, content = Path(where), {}
        try:
            content = read_yaml(path)
            plan = Plan.model_validate(content)
            chosen = with_world({"world": plan.world}, Path(), world, groups)["world"]
            plan = plan.model_copy(update={"world": chosen} | ({} if horizon is None else {"horizon": horizon}))
        except ValidationError as error:
            raise SweepError(f"{path}: {faults_of(error, Plan, content)}") from None
        except DossierError as error:
            raise SweepError(str(error)) from None
        try:
            plan.check()
        except (SweepError, ValueError) as error:
            raise SweepError(f"{path}: {error}") from None
        return plan

    def opened(self) -> Dossier | None:
        """Its dossier, on the plan's own choice of world if it makes one; None without one. Raises DossierError."""
        if not self.dossier:
            return None
        return Dossier.load(self.dossier, self.world.get("base"), self.world.get("groups"))

    def check(self) -> None:
        """Every scenario with its first draw put in, against the schemas; names against each other."""
        names = [s.name for s in self.scenarios]
        if len(set(names)) < len(names):
            raise SweepError(f"scenarios: {max(names, key=names.count)!r} is named twice; expected once")
        if self.dossier and (more := set(self.world) - {"base", "groups"}):
            raise SweepError(
                f"world: found {', '.join(sorted(more))} beside a dossier, which has its own; expected base and groups"
            )
        if self.horizon is not None and "horizon" in self.world:
            raise SweepError("horizon: found here and in world; expected it once")
        if self.design.kind == "grid":
            for name, parameter in self.parameters.items():
                try:
                    parameter.grid()
                except ValueError as error:
                    raise SweepError(f"parameters.{name}: {error}") from None
        if self.cases > MOST_CASES:
            raise SweepError(f"{self.cases:,.0f} cases; expected at most {MOST_CASES:,}")
        first = self.draw(0)
        for scenario in self.scenarios:
            if scenario.package and not self.dossier:
                raise SweepError(f"scenarios.{scenario.name}.package: expected a dossier to take its options from")
            resolved(self, scenario, first)

    @property
    def draws(self) -> int:
        """Draws of each scenario."""
        if not self.parameters:
            return 1
        if self.design.kind == "grid":
            return math.prod(len(p.grid()) for p in self.parameters.values())
        return self.design.draws

    @property
    def cases(self) -> int:
        return len(self.scenarios) * self.draws

    def draw(self, number: int) -> dict[str, Value]:
        """Parameter values of draw ``number``, whichever else are asked for."""
        return self.drawn([number])[0]

    def drawn(self, numbers: list[int]) -> list[dict[str, Value]]:
        """Parameter values of some draws."""
        if not self.parameters:
            return [{} for _ in numbers]
        names = list(self.parameters)
        if self.design.kind == "grid":
            grids = [p.grid() for p in self.parameters.values()]
            sizes = [len(g) for g in grids]
            places = [np.unravel_index(k, sizes) for k in numbers]
            return [{n: g[int(j)] for n, g, j in zip(names, grids, place, strict=True)} for place in places]
        shares = _filled(self.design.kind, self.design.draws, self.design.seed, len(names))[numbers]
        return [{n: p.at(float(u)) for (n, p), u in zip(self.parameters.items(), row, strict=True)} for row in shares]

    def parts(self) -> list[tuple[str, int]]:
        """Parts of the sweep: scenario name and number."""
        count = math.ceil(self.draws / self.part)
        return list(itertools.product((s.name for s in self.scenarios), range(count)))

    def numbers(self, part: int) -> list[int]:
        """Draws of a part."""
        return list(range(part * self.part, min((part + 1) * self.part, self.draws)))

    def digest(self, dossier: Dossier | None = None) -> str:
        """Hash of the plan, its dossier, worlds in folders, and the code and data that solve it.

        Results of two digests are never mixed.
        """
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        talks = dossier.model_dump_json() if dossier else ""
        worlds = [content_digest(base) for base in self._bases(dossier)]
        return hashlib.sha256("|".join((source_digest(*PACKAGES), content, talks, *worlds)).encode()).hexdigest()

    def _bases(self, dossier: Dossier | None) -> list[str]:
        """Every base that a case may open."""
        if dossier:
            return [dossier.world.base]
        base = str(self.world.get("base", "default"))
        drawn = self.parameters.get(base[1:]) if base.startswith("$") else None
        return [str(v) for v in drawn.values or ()] if drawn else [base]


@lru_cache(maxsize=4)
def _filled(kind: str, draws: int, seed: int, width: int) -> NDArray[np.float64]:
    """``[draw, parameter]`` in the unit cube (SciPy's qmc); never exactly 0 or 1."""
    from scipy.stats import qmc

    if kind == "latin_hypercube":
        found = qmc.LatinHypercube(width, rng=seed).random(draws)
    elif kind == "sobol":
        whole = math.ceil(math.log2(draws)) if draws > 1 else 0
        found = qmc.Sobol(width, rng=seed).random_base2(whole)[:draws]
    else:
        found = np.random.default_rng(seed).random((draws, width))
    return np.clip(found, 1e-12, 1 - 1e-12)


class _Stated(_Strict):
    """What a case states once its draw is put in."""

    measures: list[Measure]
    world: WorldChoice


def resolved(plan: Plan, scenario: Scenario, draw: Mapping[str, Value]) -> dict[str, Any]:
    """What one case is of, parameters put in and checked: measures, package, world, elasticities and horizon.

    Raises:
        SweepError: an unknown parameter, or a value that the schema refuses.
    """
    where = f"scenarios.{scenario.name}"
    content = {
        "measures": _put(scenario.measures, draw, f"{where}.measures"),
        "package": _put(scenario.package, draw, f"{where}.package"),
        "world": _put(plan.world, draw, "world"),
        "elasticities": _put(plan.elasticities, draw, "elasticities"),
        "horizon": _put(plan.horizon, draw, "horizon"),
    }
    try:
        if content["horizon"] is not None:
            content["horizon"] = horizon(content["horizon"]).name
        elif not plan.dossier:
            content["world"] = {"horizon": LONG_RUN, **content["world"]}
        measures = _Stated.model_validate({name: content[name] for name in _Stated.model_fields}).measures
    except ValidationError as error:
        raise SweepError(f"{where}: {faults_of(error, _Stated, content)}") from None
    except PolicyError as error:
        raise SweepError(f"horizon: {error}") from None
    return content | {"measures": measures}


def _put(content: Any, draw: Mapping[str, Value], where: str) -> Any:
    """``$name`` and ``{parameter: name, ...}`` replaced by the draw's values."""
    if isinstance(content, str) and content.startswith("$"):
        return _value(content[1:], draw, where)
    if isinstance(content, dict):
        if "parameter" in content:
            extra = set(content) - {"parameter", "times", "plus"}
            value = _value(str(content["parameter"]), draw, where)
            if extra or isinstance(value, str):
                raise SweepError(f"{where}: found {content!r}, expected a number's parameter with times and plus")
            try:
                return float(value) * float(content.get("times", 1)) + float(content.get("plus", 0))
            except (TypeError, ValueError):
                raise SweepError(f"{where}: found {content!r}, expected numbers for times and plus") from None
        return {key: _put(value, draw, f"{where}.{key}") for key, value in content.items()}
    if isinstance(content, list):
        return [_put(value, draw, f"{where}[{j}]") for j, value in enumerate(content)]
    return content


def _value(name: str, draw: Mapping[str, Value], where: str) -> Value:
    if name not in draw:
        raise SweepError(
            f"{where}: unknown parameter '{name}'{nearest(name, draw)}; expected one of: {', '.join(draw)}"
        )
    return draw[name]
