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
FIT = "trade_elasticity_factor"


def _renamed(given: object) -> object:
    """``long_run`` is what ``horizon`` was called while the long run was the only one."""
    return "horizon" if given == "long_run" else given


class EveChoice(Strict):
    """What the eve is compared with, and whether the horizon of trade elasticities is fitted to it."""

    observed: str = Field("", description="a shipped table (us-china) or a csv file; empty: nothing to compare with")
    months: tuple[Month, Month] | None = Field(None, description="first and last month seen, by the eve")
    against: tuple[Month, Month] | None = Field(None, description="months before; the same a year earlier if left out")
    later: tuple[Month, Month] | None = Field(
        None, description="months that came out after the eve: shown beside, never fitted to"
    )
    fit: Literal["none", "trade_elasticity_factor"] = Field(
        "none",
        description="trade_elasticity_factor: one factor on all trade elasticities, so that the eve's trade fits",
    )
    flows: list[str] = Field(
        [], description="flows fitted to, EXPORTER>IMPORTER, together; all of the table's if left out"
    )
    between: tuple[Number, Number] = Field((0.2, 1.5), description="where the factor is looked for")
    packages: Annotated[Literal["same", "horizon"], BeforeValidator(_renamed, json_schema_input_type=str)] = Field(
        "same", description="packages solved with the fitted elasticities, or with those of the dossier's horizon"
    )

    @property
    def fits(self) -> bool:
        """Is something fitted?"""
        return self.fit == FIT

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

    def fitted_to(self, table: Observed) -> list[Flow]:
        """Flows of all goods that the fit is to."""
        return [flow for flow in table.totals if not self.flows or pair(flow) in self.flows]

    def table(self) -> Observed:
        """The table; raises PolicyError where it cannot be had."""
        return observed(self.observed)


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
    if not 0 < low < high <= 100:
        yield Fault("eve.between", f"found {low:g} to {high:g}; expected two factors above 0, the lower first")
    if d.world.trade_elasticity_factor is not None:
        yield Fault(
            "eve.fit",
            f"world.trade_elasticity_factor is {d.world.trade_elasticity_factor:g} already; expected one of them",
        )
