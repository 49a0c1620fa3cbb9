"""How a dossier's eve is held against trade as it was counted, and fitted to it if the dossier asks for that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from tradetalks.dossier.faults import Fault
from tradetalks.dossier.figures import Number, Strict
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.observed import Flow, Months, Observed, observed, span, years_before
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


def _two_months(given: object) -> object:
    if given is not None and not (isinstance(given, list | tuple) and len(given) == 2):
        raise ValueError("expected a first and a last month, [YYYY-MM, YYYY-MM], the same twice for one month")
    return given


Span = Annotated[tuple[Month, Month], BeforeValidator(_two_months)]
FACTOR, COST = "trade_elasticity_factor", "trade_cost"


def _renamed(given: object) -> object:
    """``long_run`` is what ``horizon`` was called while the long run was the only one."""
    return "horizon" if given == "long_run" else given


class EveChoice(Strict):
    """What the eve is compared with, and what is fitted to it, if anything."""

    observed: str = Field("", description="a shipped table (us-china) or a csv file; empty: nothing to compare with")
    months: Span | None = Field(None, description="first and last month seen, by the eve")
    against: Span | None = Field(None, description="months before; the same a year earlier if left out")
    later: Span | None = Field(None, description="months that came out after the eve: shown beside, never fitted to")
    fit: Literal["none", "trade_elasticity_factor", "trade_cost"] = Field(
        "none",
        description="trade_elasticity_factor: one factor on all trade elasticities, so that the eve's trade fits;"
        " trade_cost: on each flow the trade cost that duties do not explain",
    )
    flows: list[str] = Field([], description="flows fitted to, EXPORTER>IMPORTER; all of the table's if left out")
    out_of_season: list[str] = Field(
        [],
        description="sectors that the months seen hardly show, as harvests: left out of the model's side and the fit",
    )
    between: tuple[Number, Number] = Field((0.2, 1.5), description="where the factor is looked for")
    packages: Annotated[Literal["same", "horizon"], BeforeValidator(_renamed, json_schema_input_type=str)] = Field(
        "same", description="packages solved with the fitted elasticities, or with those of the dossier's horizon"
    )

    @property
    def fits(self) -> bool:
        """Is something fitted?"""
        return self.fit != "none"

    @property
    def fits_factor(self) -> bool:
        """Is one factor on all trade elasticities fitted?"""
        return self.fit == FACTOR

    @property
    def fits_costs(self) -> bool:
        """Is a trade cost fitted to each flow?"""
        return self.fit == COST

    def spans(self) -> tuple[Months, Months]:
        """Months seen and months before."""
        assert self.months is not None
        return self.months, self.against or years_before(self.months, 1)

    def later_spans(self) -> tuple[Months, Months] | None:
        """The same of months that came out after the eve: as far apart as the others."""
        if self.later is None:
            return None
        seen, before = self.spans()
        return self.later, years_before(self.later, int(seen[0][:4]) - int(before[0][:4]))

    def compared(self, world: World) -> list[str]:
        """Sectors that flows of all goods are compared over: goods but those out of season."""
        return [code for code in goods_of(world) if code not in self.out_of_season]

    def fitted_to(self, table: Observed) -> list[Flow]:
        """Flows of all goods that the fit is to."""
        return [flow for flow in table.totals if not self.flows or pair(flow) in self.flows]

    def table(self) -> Observed:
        """The table; raises PolicyError where it cannot be had."""
        return observed(self.observed)


def goods_of(world: World) -> tuple[str, ...]:
    """Sectors of goods; every sector of a world that does not tell goods apart."""
    return world.goods or world.sectors


def pair(flow: Flow) -> str:
    """A flow as a dossier names it."""
    return f"{flow.exporter}>{flow.importer}"


def with_home(content: dict[str, object], home: Path) -> dict[str, object]:
    """A dossier's content with a csv of observed trade made relative to the dossier."""
    given = content.get("eve")
    if not isinstance(given, dict) or not str(given.get("observed", "")).endswith(".csv"):
        return content
    return {**content, "eve": {**given, "observed": str(home / Path(str(given["observed"])).expanduser())}}


def eve_faults(d: Dossier, world: World) -> Iterator[Fault]:
    """Tables and months that are not there, regions that the world does not hold, figures that came after the eve."""
    choice = d.eve
    if not choice.observed:
        if choice.fits or choice.months:
            yield Fault("eve.observed", "found none; expected a table that the months are in: us-china, or a csv file")
        return
    try:
        table = choice.table()
    except PolicyError as error:
        yield Fault("eve.observed", str(error))
        return
    if choice.months is None:
        yield Fault("eve.months", f"found none; expected [YYYY-MM, YYYY-MM] within {table.months()[0]} to the eve")
        return
    try:
        for months in (*choice.spans(), *(choice.later_spans() or ())):
            for flow in table.totals:
                table.traded(flow, months)
    except PolicyError as error:
        yield Fault("eve.months", str(error))
        return
    if choice.fits:
        yield from _fit_faults(d, table)
    for code in choice.out_of_season:
        if code not in goods_of(world):
            yield Fault("eve.out_of_season", unknown("sector of goods", code, goods_of(world)))
    for flow in table.totals:
        for code in (flow.exporter, flow.importer):
            if code not in world.regions:
                yield Fault("eve.observed", f"{table.name} counts trade of {code}, which is no region of this world")


def _fit_faults(d: Dossier, table: Observed) -> Iterator[Fault]:
    choice, eve = d.eve, d.reference_date
    for month in span(choice.spans()[0]):
        out = table.published.get(month)
        if month > eve.isoformat()[:7] or (out and out > eve):
            said = f", out by {out}" if out else ""
            yield Fault(
                "eve.months",
                f"found {month}{said}, after the eve {eve}; expected months known by then ('later' shows others)",
            )
            break
    known = [pair(flow) for flow in table.totals]
    for flow in choice.flows:
        if flow not in known:
            yield Fault("eve.flows", unknown("flow", flow, known))
    low, high = choice.between
    if choice.fits_factor and not 0 < low < high <= 100:
        yield Fault("eve.between", f"found {low:g} to {high:g}; expected two factors above 0, the lower first")
    if choice.fits_factor and d.world.trade_elasticity_factor is not None:
        yield Fault(
            "eve.fit",
            f"world.trade_elasticity_factor is {d.world.trade_elasticity_factor:g} already; expected one of them",
        )
