"""Everything a report prints, computed once from a deal space; every figure from a certified solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.account import Contribution, UnderElasticities, contributions, under_elasticities
from tradetalks.counsel.alone import Alone, alone
from tradetalks.counsel.bands import Bands, bands, drawn_sets
from tradetalks.counsel.foreseen import Foreseen, foreseen
from tradetalks.counsel.horizons import Stakes, long_run
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.counsel.reach import Course
from tradetalks.counsel.reach_kept import Ranges, ranges_of_all
from tradetalks.counsel.slack import SlackMeasure, slack_measures
from tradetalks.counsel.slow_wages import SlowlyFalling, under_slow_wages
from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import DossierError, NotCertified, NotConverged
from tradetalks.report.columns import alike
from tradetalks.report.eve_duties import DutyRow, ledger_rows, model_averages
from tradetalks.report.full_work import asked_of
from tradetalks.report.income_rows import IncomeRow, income_over_time, income_rows, moves
from tradetalks.report.plain_words import after_colon
from tradetalks.report.real import goods_volume, lost_at_limits, sector_rows
from tradetalks.report.shown import Shown
from tradetalks.report.yardsticks import Yardstick, yardstick
from tradetalks.residuals import worst
from tradetalks.space.deal_space import COLUMNS, Deal, DealSpace, no_deal_case, plain_title_of
from tradetalks.value.no_deal import solve_branch
from tradetalks.value.question import Question
from tradetalks.world.opened import sets_that_fit

T = TypeVar("T")
SLOW = ", wages slow to fall"  # behind a certificate's name: of what stands beside real GDP as an illustration
ELASTICITY_SETS = ("U4", "FGO", "BSY", "LL")


@dataclass(frozen=True)
class OptionEffect:
    """One option taken alone from the eve: what it does to parties and third countries."""

    item: str
    option: str
    deal: Deal
    trade_change: Mapping[tuple[str, str], float]  # (exporter, importer) regions -> % change of goods volume
    others: Sequence[tuple[str, float]]  # third regions most affected: (name, bn)


@dataclass(frozen=True)
class SectorChange:
    """One sector of one party under a package: changes of volume and employment, per cent against the eve."""

    party: str
    sector: str
    output_pct: float
    employment_pct: float


@dataclass(frozen=True, eq=False)
class Findings:
    """What the brief and the terminal tables print; ``shown``: one more package that a reader asked to see."""

    space: DealSpace
    recommended: str  # name of the solution recommended, '' if there is none
    effects: Sequence[OptionEffect]
    no_deal: Mapping[str, Outcome]
    outcomes: Mapping[str, Outcome]  # recommended and agreed
    account: Sequence[Contribution]
    sectors: Mapping[str, Sequence[SectorChange]]  # name of a package, ``no_deal_case`` of a branch -> changes
    elasticities: Sequence[UnderElasticities]
    yardsticks: Sequence[Yardstick]
    does_nothing: Sequence[SlackMeasure]
    certificates: Mapping[str, Certificate]
    tariffs: Mapping[tuple[str, str], Mapping[str, float]]  # (importer, exporter) -> stage -> average tariff
    duties: Sequence[DutyRow] = ()  # averages of the ledger's day and of the packages printed, by definition
    shown: Shown | None = None
    long_run: Stakes | None = None  # what is at stake in the long run, where the dossier's horizon is another
    bands: Bands | None = None  # gains with all assumptions drawn, where asked for
    reached: Mapping[str, Ranges] = field(
        default_factory=dict
    )  # name of a package, ``no_deal_case`` of a branch -> how far its figures reach
    reached_alone: Mapping[tuple[str, str], Alone] = field(default_factory=dict)  # item, option -> ranges of it alone
    over_time: Mapping[str, tuple[Sequence[Outcome], NDArray[np.float64]]] = field(
        default_factory=dict
    )  # packages printed that change over time, by name: every step's outcome and its weight
    foreseen: Foreseen | None = None  # what may come of the talks; none where packages are estimated
    slow_wages: SlowlyFalling | None = None  # who would be out of work in the first year, were wages slow to fall

    @property
    def without(self) -> NoDeal | None:
        """What there is without a deal under the draws of ``bands``, where they were asked for."""
        return self.bands.no_deal if self.bands else None

    def reached_branch(self, name: str) -> Ranges | None:
        """How far figures of a way of having no deal reach, where they were drawn."""
        return self.reached.get(no_deal_case(name))

    @property
    def worst_residual(self) -> float:
        return worst([self.space.valuer.worst_residual, *(c.worst for c in self.all_certificates.values())])

    @property
    def all_certificates(self) -> dict[str, Certificate]:
        """Of everything printed, the package shown among it."""
        return {**self.certificates, **({self.shown.title: self.shown.outcome.certificate} if self.shown else {})}

    @property
    def income(self) -> list[IncomeRow]:
        """Real income of every party with what it is made of, case by case: the eve against the benchmark if anything
        moved since, the packages printed, the branches of no deal; a package that changes over time by its yearly
        average."""
        d, regions = self.space.dossier, party_regions(self.space)
        year = self.space.eve.benchmark.provenance.get("year", "")
        since, so_far = f"from {year or 'the benchmark'} to today", self.space.eve.by_measures
        moved = any(moves(row) for row in income_rows(so_far, regions))
        cases = [(since, so_far)] if moved else []
        titles = {"agreed": plain_title_of(d, "agreed")}
        titles[self.recommended] = f"recommended: the {plain_title_of(d, self.recommended)}"
        names = {self.shown.title: "shown"} if self.shown else {}
        names |= {titles[name]: name for name in self.outcomes}
        steps = {case: self.steps(name) for case, name in names.items()}
        cases += [(case, outcomes[0]) for case, (outcomes, _) in steps.items() if len(outcomes) == 1]
        cases += [(f"no deal: {after_colon(b.title)}", self.no_deal[b.name]) for b in d.no_deal]
        same = alike(cases)
        told = {case: outcome for case, outcome in reversed(cases) if case in same}
        rows = [row for case in same for row in income_rows(told[case], regions, "; ".join(same[case]))]
        for case, (outcomes, weights) in steps.items():
            if len(outcomes) > 1:
                rows += income_over_time(outcomes, weights, regions, f"{case}, its yearly average")
        return rows

    def steps(self, name: str) -> tuple[Sequence[Outcome], NDArray[np.float64]]:
        """Outcomes of every step of what is told of, the first one first, and their weights ``[step, region]``, as
        ``Eve.over_time`` gives them: of a package printed, by its name, of a branch of no deal, by its
        ``no_deal_case``, or of the package ``shown``."""
        without = {no_deal_case(branch): outcome for branch, outcome in self.no_deal.items()}
        if name == "shown" and self.shown:
            one, found = self.shown.outcome, self.shown.over_time
        else:
            one, found = without.get(name) or self.outcomes[name], self.over_time.get(name)
        return found or ([one], np.ones((1, len(one.world.regions))))

    def real_income_change(self, name: str) -> NDArray[np.float64]:
        """``[region]`` the same as one yearly amount, bn USD."""
        outcomes, weights = self.steps(name)
        return (weights * np.array([one.real_income_change for one in outcomes])).sum(0)

    @property
    def costliest(self) -> str:
        """The branch of no deal that costs the parties most together, worth beyond the model included."""
        return costliest(self.space)

    @property
    def dearest(self) -> str:
        """The same as a case that is told of beside packages."""
        return no_deal_case(self.costliest)


def recommended_of(space: DealSpace) -> str:
    """Name of the solution whose package is recommended; empty where none picks, or what is asked is open."""
    if space.dossier.unsettled():
        return ""
    return next((name for name in ("nash", "kalai_smorodinsky") if name in space.named), "")


def gather(
    space: DealSpace,
    *,
    sensitivity: bool = True,
    draws: int = 0,
    seed: int = 0,
    drawing: Callable[[int, int], Any] | None = None,
    progress: Callable[[str], Any] | None = None,
) -> Findings:
    """Compute all findings of a deal space.

    Args:
        sensitivity: also solve the main packages under other published elasticities (a few seconds).
        draws: draw all assumptions so often, for bands of the packages told of; 0 leaves them out.
        seed: of the draws. drawing: called with (done, total) pieces of solving for them.
        progress: called with the name of each step.

    Raises:
        NotCertified: any outcome printed would lack its certificate.
    """
    say = progress or (lambda _: None)
    dossier, eve = space.dossier, space.eve
    single = [{item.id: o.id} for item in dossier.agenda for o in item.options if o.id != item.status_quo]
    recommended = recommended_of(space)
    printed = [name for name in (recommended, "agreed") if name in space.named]
    others = _other_sets(dossier) if sensitivity and dossier.is_computed() else []
    with _beside() as begin:  # other economies than the eve's, solved meanwhile
        later = begin(lambda: long_run(space, [*single, *(deal.package for deal in space.named.values())]))
        under = begin(lambda: under_elasticities(dossier, _compared(space, printed), others, eve.near))
        published = begin(lambda: [yardstick(space, check) for check in dossier.judge_by])
        slowly = begin(lambda: under_slow_wages(space, asked_of(space, recommended)))
        say("each measure alone")
        effects = [_option_effect(space, item, option) for one in single for item, option in one.items()]
        say("no deal")
        no_deal = {branch.name: solve_branch(space.valuer, branch) for branch in dossier.no_deal}
        say("recommended packages")
        steps = {name: eve.over_time(space.named[name].package) for name in printed}
        outcomes = {name: found[0] for name, (found, _) in steps.items()}
        account = contributions(space, space.named[recommended].package) if recommended else []
        dearest = costliest(space)
        sectors = {name: sector_changes(space, outcome) for name, outcome in outcomes.items()}
        sectors[no_deal_case(dearest)] = sector_changes(space, no_deal[dearest])
        elasticities: list[UnderElasticities] = []
        if sensitivity and dossier.is_computed():
            say("other elasticities")
            values = {label: space.deal(p).economic for label, p in _compared(space, printed).items()}
            elasticities = [UnderElasticities(dossier.world.elasticities, values), *under.result()]
        say("the long run")
        stakes = later.result()
        say("published figures")
        yardsticks, slow_wages = published.result(), slowly.result()
    drawn, reached, reached_alone = None, {}, {}
    if draws:
        say("how sure the packages are")
        drawn = bands(space, bands_of(space), draws=draws, seed=seed, progress=drawing)
        say("how far what they do reaches")
        reached = _reached(space, printed, dearest, drawing)
        reached_alone = _reached_alone(space, effects, drawing)
    certificates = {"eve": eve.outcome.certificate}
    certificates |= {no_deal_case(name): outcome.certificate for name, outcome in no_deal.items()}
    certificates |= {name: outcome.certificate for name, outcome in outcomes.items()}
    later_steps = {f"{name}, step {k}": one for name, (all_, _) in steps.items() for k, one in enumerate(all_[1:], 2)}
    certificates |= {name: outcome.certificate for name, outcome in later_steps.items()}
    for name, outcome in (slow_wages.outcomes if slow_wages else {}).items():
        certificates[name + SLOW] = outcome.certificate
    for certificate in certificates.values():
        certificate.require()
    return Findings(
        space=space,
        recommended=recommended,
        effects=effects,
        no_deal=no_deal,
        outcomes=outcomes,
        account=account,
        sectors=sectors,
        elasticities=elasticities,
        yardsticks=yardsticks,
        does_nothing=slack_measures(eve),
        certificates=certificates,
        over_time={name: found for name, found in steps.items() if len(found[0]) > 1},
        tariffs=_tariffs(space, outcomes, recommended),
        duties=ledger_rows(dossier, _packages(space, outcomes, recommended)),
        long_run=stakes,
        bands=drawn,
        reached=reached,
        reached_alone=reached_alone,
        foreseen=foreseen(space),
        slow_wages=slow_wages,
    )


@contextmanager
def _beside() -> Iterator[Callable[[Callable[[], T]], Future[T]]]:
    """Work begun in other threads; what has not begun is dropped where this is left."""
    pool = ThreadPoolExecutor(2)
    try:
        yield pool.submit
    finally:
        pool.shutdown(cancel_futures=True)


def _other_sets(dossier: Dossier) -> list[str]:
    """Published elasticities that a dossier's world has, but for the dossier's own."""
    own = dossier.world.elasticities
    return [name for name in sets_that_fit(dossier.world.base, ELASTICITY_SETS) if name != own]


def _compared(space: DealSpace, printed: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Packages that are solved under other elasticities too, by label."""
    none = [b for b in space.dossier.no_deal if not (b.measures or b.nash)]
    branches = {no_deal_case(b.name): space.dossier.package(b.package) for b in none}
    return {**{name: space.named[name].package for name in printed}, **branches}


def bands_of(space: DealSpace) -> list[str]:
    """Packages that bands are drawn for: what is recommended, and what stands beside it in the tables."""
    recommended = recommended_of(space)
    return [name for name in dict.fromkeys([recommended, *COLUMNS]) if name in space.named] if recommended else []


def _reached(
    space: DealSpace, printed: Sequence[str], dearest: str, progress: Callable[[int, int], Any] | None
) -> dict[str, Ranges]:
    """How far figures of the packages printed reach, followed through their steps, and of ways of having no deal that
    change anything and are no war; none where they cannot be drawn."""
    dossier, regions = space.dossier, space.eve.world.regions
    asked: dict[str, Question | Course] = {
        name: Course.of(dossier, space.named[name].package, regions) for name in printed
    }
    for branch in dossier.no_deal:
        changes = branch.measures or dossier.package(branch.package) != dossier.status_quo()
        if not branch.nash and (changes or branch.name == dearest):
            asked[no_deal_case(branch.name)] = Question(dossier.package(branch.package), tuple(branch.measures))
    if not dossier.is_computed():
        return {}
    try:
        found = ranges_of_all(space.eve, list(asked.values()), drawn_sets(dossier), progress=progress)
    except (DossierError, NotConverged, NotCertified):
        return {}
    return {name: one for name, one in zip(asked, found, strict=True) if one}


def _reached_alone(
    space: DealSpace, effects: Sequence[OptionEffect], progress: Callable[[int, int], Any] | None
) -> dict[tuple[str, str], Alone]:
    """How far real incomes reach with each option alone that changes policy; none where they cannot be drawn."""
    moving = [e for e in effects if e.trade_change]
    try:
        found = alone(space.valuer, [{e.item: e.option} for e in moving], drawn_sets(space.dossier), progress=progress)
    except (DossierError, NotConverged, NotCertified):
        return {}
    return {(e.item, e.option): one for e, one in zip(moving, found, strict=True)}


def costliest(space: DealSpace) -> str:
    """Name of the branch of no deal whose value, model and beyond, is lowest over all parties."""
    return min(space.no_deal, key=lambda name: sum(space.no_deal[name].value.values()))


def party_regions(space: DealSpace) -> list[str]:
    """Region code of each party that is one, in the order of ``space.parties``."""
    return list(space.dossier.regions.values())


def _option_effect(space: DealSpace, item: str, option: str) -> OptionEffect:
    deal = space.deal({item: option})
    world, own = space.eve.world, party_regions(space)
    trade: dict[tuple[str, str], float] = {}
    if space.valuer.identity({item: option}):
        outcome, lost = space.eve.solve({item: option}), lost_at_limits(space.eve.outcome)
        for exporter in own:
            for importer in own:
                if exporter != importer:
                    before, after = goods_volume(outcome, exporter, importer, lost)
                    trade[exporter, importer] = 100 * (after / before - 1) if before else float("nan")
    third = [
        (world.region_name(code), float(change))
        for code, change in zip(world.regions, deal.real_income_billions, strict=True)
        if code not in own and abs(change) >= space.money.least
    ]
    third.sort(key=lambda pair: -abs(pair[1]))
    return OptionEffect(item, option, deal, trade, third[:3])


def sector_changes(space: DealSpace, outcome: Outcome) -> list[SectorChange]:
    """Every party's sectors of at least a billion of output, in the order of the parties."""
    return [
        SectorChange(party, row.name, row.volume, row.employment)
        for party, region in space.dossier.regions.items()
        for row in sector_rows(outcome, region)
    ]


def winners_and_losers(changes: Sequence[SectorChange], party: str, count: int = 6) -> list[SectorChange]:
    """The party's sectors that grow and shrink most, best first."""
    own = sorted((c for c in changes if c.party == party), key=lambda c: -c.output_pct)
    return own if len(own) <= 2 * count else own[:count] + own[-count:]


def _packages(space: DealSpace, outcomes: Mapping[str, Outcome], recommended: str) -> dict[str, Mapping[str, str]]:
    """Packages whose average duties are printed, by stage; of what changes over time, the first step."""
    packages: dict[str, Mapping[str, str]] = {"eve": space.dossier.status_quo()}
    named = {n: phasing.at_first(space.dossier, space.named[n].package) for n in outcomes}
    return packages | {"recommended" if n == recommended else n: package for n, package in named.items()}


def _tariffs(
    space: DealSpace, outcomes: Mapping[str, Outcome], recommended: str
) -> dict[tuple[str, str], dict[str, float]]:
    """Average goods tariffs between parties, weighted by the benchmark's own bilateral trade throughout."""
    return model_averages(space.dossier, space.eve.benchmark, _packages(space, outcomes, recommended))
