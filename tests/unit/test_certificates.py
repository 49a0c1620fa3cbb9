"""Certificates: false unless every residual is small; every residual speaks where its condition is broken."""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import make_world, random_world, rich_world
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium.audit import audit
from tradetalks.equilibrium.batch import Batch
from tradetalks.equilibrium.certificate import CERTIFIED, RESIDUALS, Certificate, measure
from tradetalks.equilibrium.closure import Closure, Critical, Wages
from tradetalks.equilibrium.iterate import Point, find_point
from tradetalks.equilibrium.outcome import ARRAYS
from tradetalks.equilibrium.prepare import pack, policy_of, prepare, unpack
from tradetalks.equilibrium.solver import measured_at
from tradetalks.residuals import below, worst
from tradetalks.world.identities import AccountingCheck

SMALL = dict.fromkeys(RESIDUALS, 1e-12)
UNSOUND = (math.nan, math.inf, -math.inf, -1e-3, -1e-12, None, "1e-12", 1j, True, np.float64("nan"), np.float32("inf"))


def certificate(**residuals):
    return Certificate(**{**SMALL, **residuals}, iterations=3)


class TestJudgement:
    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.floats(allow_nan=True, allow_infinity=True),
                st.floats(0, 2e-9),
                st.none(),
                st.floats(0, 1e-9, exclude_max=True).map(np.float64),
                st.floats(0, 1, width=32).map(np.float32),
            ),
            min_size=len(RESIDUALS),
            max_size=len(RESIDUALS),
        )
    )
    def test_certified_means_that_every_residual_is_finite_and_below_the_bound(self, values):
        made = Certificate(**dict(zip(RESIDUALS, values, strict=True)), iterations=1)
        sound = [v is not None and math.isfinite(v) and 0 <= float(v) < CERTIFIED for v in values]
        assert made.certified is all(sound)
        assert str(made).endswith(", 1 iteration")
        assert str(replace(made, iterations=2)).endswith(", 2 iterations")
        if all(sound):
            assert made.require() is made
            assert made.worst == max(map(float, values))
        else:
            with pytest.raises(tt.NotCertified, match="every residual must be below 1e-09"):
                made.require()

    @pytest.mark.parametrize(("name", "value"), list(itertools.product(RESIDUALS, UNSOUND)))
    def test_one_unsound_residual_is_enough(self, name, value):
        made = certificate(**{name: value})
        assert not made.certified
        assert made.worst == math.inf
        assert f"({name.replace('_', ' ')})" in str(made)
        assert made.as_dict()["certified"] is False

    @pytest.mark.parametrize("name", RESIDUALS)
    def test_what_was_not_measured_is_not_certified(self, name):
        left = {k: np.float64(v) for k, v in SMALL.items() if k != name}
        assert Certificate.from_arrays(SMALL, 3).certified
        assert not Certificate.from_arrays(left, 3).certified
        assert not Certificate(1e-12, 1e-12, 1e-12, 1e-12, 1e-12, 3).certified  # complementarity left out
        with pytest.raises(KeyError, match="wallras"):
            Certificate.from_arrays({**left, "wallras": 0.0}, 3)

    @pytest.mark.parametrize("name", RESIDUALS)
    def test_the_bound_is_exclusive(self, name):
        assert not certificate(**{name: CERTIFIED}).certified
        assert certificate(**{name: np.nextafter(CERTIFIED, 0)}).certified
        assert certificate(**{name: 2e-10}).worst == 2e-10

    @pytest.mark.parametrize("name", RESIDUALS)
    def test_joined_keeps_the_worse_of_two(self, name):
        good, bad = certificate(), certificate(**{name: 1e-3})
        assert good.joined(bad) == bad.joined(good) == bad
        assert not good.joined(certificate(**{name: math.nan})).certified
        assert replace(bad, iterations=9).joined(good).iterations == 9

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.floats(), max_size=6), st.floats(1e-12, 1))
    def test_worst_and_below_agree_whatever_the_order(self, values, bound):
        sound = all(math.isfinite(v) and v >= 0 for v in values) and bool(values)
        for order in (values, values[::-1], sorted(values, key=repr)):
            assert worst(order) == (max(values) if sound else math.inf)
        assert below(worst(values), bound) is (sound and max(values) < bound)
        assert below(Fraction(1, 10**12), 1e-9)
        assert not below(np.array([0.0]), 1e-9)

    @pytest.mark.parametrize("at", range(4))
    def test_accounts_that_cannot_be_measured_do_not_hold(self, at):
        for bad in (math.nan, math.inf):
            assert AccountingCheck(*[bad if j == at else 0.0 for j in range(4)]).worst == math.inf

    def test_a_world_whose_accounts_are_no_numbers_is_refused(self):
        world = random_world(1)
        broken = replace(world, trade=np.zeros_like(world.trade))
        with np.errstate(all="ignore"), pytest.raises(tt.WorldError, match="do not hold"):
            broken.check()

    def test_batches_judge_each_row_alone(self):
        world = random_world(1)
        rows = np.array([1e-12, np.nan, 1e-9, np.inf, 0.0])
        made = Batch(world, np.ones((5, 3)), np.ones((5, 3)), rows, np.ones(5, dtype=np.int64))
        assert made.certified.tolist() == [True, False, False, False, True]


# ---------------------------------------------------------------------- wrong states are told
def shop_world():
    """Three regions; the last sector is no one's input, so that its price moves nothing else; one flow is empty."""
    rng = np.random.default_rng(5)
    trade = rng.lognormal(0.0, 0.4, (3, 3, 3)) + 5 * np.eye(3)[:, :, None]
    trade[0, 2, 1] = 0.0
    shares = rng.uniform(0.05, 0.3, (3, 3, 3))
    shares[:, 2] = 0.0
    tariff = 0.1 * (1 - np.eye(3))[:, :, None] * np.ones(3)
    return make_world(trade, tariff, shares, np.array([3.0, 4.0, 5.0]))


class Solved:
    """A solved state, and its residuals after something in it was changed."""

    def __init__(self, world, shock, closure=None):
        self.world, self.shock, self.closure = world, shock, closure or Closure()
        self.point, _ = find_point(world, shock, self.closure)
        self.benchmark = prepare(world, self.closure).benchmark
        self.policy = policy_of(shock, self.closure)
        self.limits = lim.build(world, shock.quantities, self.closure)

    def measured(self, point=None, limits=None):
        found, flows, policy = measured_at(
            point or self.point, self.benchmark, self.policy, limits or self.limits, self.world.shape
        )
        return {name: float(found[name]) for name in RESIDUALS}, flows, policy

    def with_flows(self, **changed):
        """Residuals at the solved state of flows that do not follow from it."""
        _, flows, policy = self.measured()
        state = unpack(self.point.vector, self.world.shape)
        changed = {name: change(np.array(getattr(flows, name))) for name, change in changed.items()}
        return {k: float(v) for k, v in measure(state, self.benchmark, policy, flows._replace(**changed)).items()}

    def with_state(self, **changed):
        state = unpack(np.array(self.point.vector), self.world.shape)
        changed = {name: change(np.array(getattr(state, name))) for name, change in changed.items()}
        return self.measured(Point(np.asarray(pack(state._replace(**changed))), self.point.wedges))[0]

    def with_limits(self, shift):
        return self.measured(limits=self.limits._replace(log_level=self.limits.log_level + shift))[0]


@pytest.fixture(scope="module")
def solved():
    world = shop_world()
    return Solved(world, tt.Shock(world).tariff("R0", "R1", 0.3, "all").cap("R1", "R2", 0.8, ["S0"]))


@pytest.fixture(scope="module")
def rigid():
    """Labour that does not change sector: earnings by sector are unknowns of their own."""
    world = shop_world()
    return Solved(world, tt.Shock(world).tariff("R0", "R1", 0.3, "all"), Closure(labour_mobility=1.0))


def at(index, factor):
    """Multiply one entry."""

    def change(array):
        array[index] *= factor
        return array

    return change


def only(found, *names):
    """Do these residuals speak, and no other?"""
    return {name for name, value in found.items() if not value < CERTIFIED} == set(names)


SIZES = (1e-2, 1e-5, 1e-8)


class TestEveryResidualSpeaks:
    def test_all_are_silent_at_the_solution(self, solved, rigid):
        for one in (solved, rigid):
            found = one.measured()[0]
            assert set(found) == set(RESIDUALS)
            assert only(found)
            assert max(found.values()) < 1e-11

    @pytest.mark.parametrize("size", SIZES)
    def test_a_wrong_price_is_told_by_the_price_residual_alone(self, solved, size):
        found = solved.with_state(log_price=lambda p: p + size * (np.arange(9).reshape(3, 3) == 5))  # R1, S2
        assert found["price"] == pytest.approx(size, rel=0.02)
        assert only(found, "price")

    @pytest.mark.parametrize("size", SIZES)
    def test_wrong_spending_is_told_by_market_clearing(self, solved, size):
        found = solved.with_flows(spending=at((1, 2), 1 + size))
        assert found["market_clearing"] == pytest.approx(size, rel=0.02)
        assert only(found, "market_clearing")
        assert (
            solved.with_state(log_spending=lambda x: x + size * (np.arange(9).reshape(3, 3) == 5))["market_clearing"]
            > 0.1 * size
        )

    @pytest.mark.parametrize("size", SIZES)
    def test_a_wrong_trade_balance_is_told_by_the_budget_residual_alone(self, solved, size):
        _, flows, _ = solved.measured()
        share = abs(float(flows.deficit[1] / flows.income[1]))
        found = solved.with_flows(deficit=at(1, 1 + size))
        assert found["budget"] == pytest.approx(share * size, rel=0.02)
        assert only(found, *(["budget"] if share * size > CERTIFIED else []))
        assert share > 0.01

    @pytest.mark.parametrize("size", SIZES)
    def test_a_wrong_wage_bill_is_told_by_the_labour_residual(self, solved, size):
        """One region pays too much and another too little by as much: the sum over regions does not see it."""
        _, flows, _ = solved.measured()
        earnings = np.array(flows.earnings)
        moved = size * earnings[0, 0]

        def change(array):
            array[0, 0] += moved
            array[1, 0] -= moved
            return array

        found = solved.with_flows(earnings=change)
        wages = np.array(flows.labour_income)
        assert found["labour"] == pytest.approx(moved / min(wages[:2]), rel=0.02)
        assert only(found, "labour")

    @pytest.mark.parametrize("region", [0, 1, 2])
    def test_a_wrong_wage_is_told_in_every_region(self, solved, region):
        for size in SIZES:
            found = solved.with_state(log_wage=lambda w, size=size: w + size * (np.arange(3) == region))
            assert found["labour"] > 0.1 * size
            assert found["walras"] > 0.01 * size

    @pytest.mark.parametrize("size", SIZES)
    def test_earnings_that_labour_is_not_paid_are_told(self, rigid, size):
        state = unpack(np.array(rigid.point.vector), rigid.world.shape)
        _, flows, _ = rigid.measured()
        found = {
            k: float(v)
            for k, v in measure(
                state._replace(log_earnings=state.log_earnings + size), rigid.benchmark, rigid.policy, flows
            ).items()
        }
        share = (np.array(flows.earnings) / np.array(flows.labour_income)[:, None]).max()
        assert found["labour"] == pytest.approx(share * size, rel=0.02)
        assert only(found, "labour")

    @pytest.mark.parametrize("size", SIZES)
    def test_money_of_another_worth_is_told_by_walras_alone(self, solved, size):
        """Wages, prices and spending in another unit than the benchmark's world wages break no other condition."""
        solved = Solved(solved.world, tt.Shock(solved.world).tariff("R0", "R1", 0.3, "all"))
        for way in (size, -size):
            scaled = {name: lambda x, way=way: x + way for name in ("log_wage", "log_price", "log_spending")}
            found = solved.with_state(**scaled)
            assert found["walras"] == pytest.approx(abs(np.expm1(way)), rel=0.02)
            assert only(found, "walras")

    @pytest.mark.parametrize("size", SIZES)
    def test_wages_that_do_not_add_up_are_told_by_walras(self, solved, size):
        found = solved.with_flows(earnings=lambda e: e * (1 + size))
        assert found["walras"] == pytest.approx(size, rel=0.02)

    @pytest.mark.parametrize("size", SIZES)
    def test_a_breached_limit_and_a_wedge_without_need_are_told_by_complementarity_alone(self, solved, size):
        assert solved.point.wedges[0] > 0.01
        for shift in (-size, size):  # the cap is tighter than what flows, or looser than its wedge asks for
            found = solved.with_limits(shift)
            assert found["complementarity"] == pytest.approx(size, rel=0.02)
            assert only(found, "complementarity")

    def test_below_the_bound_nothing_is_told(self, solved):
        tiny = 1e-11
        for found in (
            solved.with_state(log_price=lambda p: p + tiny),
            solved.with_state(log_wage=lambda w: w + tiny * np.array([1, 0, 0])),
            solved.with_flows(spending=at((1, 2), 1 + tiny), deficit=at(1, 1 + tiny), earnings=at((0, 0), 1 + tiny)),
            solved.with_limits(tiny),
        ):
            assert only(found)

    @pytest.mark.parametrize("entry", range(0, 21, 4))
    def test_a_nan_anywhere_in_the_state_is_never_certified(self, solved, entry):
        vector = np.array(solved.point.vector)
        vector[entry] = np.nan
        found = solved.measured(Point(vector, solved.point.wedges))[0]
        assert not Certificate.from_arrays(found, 1).certified


# ---------------------------------------------------------------------- outcomes are measured from what they hold
BELONGS = {
    "wage_ratio": {"price", "labour"},
    "sector_wage_ratio": {"price"},
    "price_ratio": {"price"},
    "cost_ratio": {"price", "market_clearing"},
    "trade": {"market_clearing", "budget"},
    "expenditure": {"market_clearing"},
    "output": {"market_clearing", "labour"},
    "income": {"market_clearing", "budget"},
    "earnings": {"labour", "walras"},
    "labour_income": {"labour", "walras", "budget"},
    "profits": {"budget"},
    "employed": {"labour", "complementarity"},
    "tariff_revenue": {"budget"},
    "export_tax_revenue": {"budget"},
    "subsidy_cost": {"budget"},
    "deficit": {"budget"},
    "input_share": {"market_clearing"},
    "value_added_share": {"market_clearing", "labour"},
}


def rich_shock(world):
    shock = tt.Shock(world).add_tariff("R0", "R1", 0.3, "all").add_export_tax("R1", "R2", 0.1, "all")
    return shock.subsidy("R2", 0.1, "S1").transfer("R0", "R1", 0.2).royalty("R1", "R0", 0.02, "S0")


@pytest.fixture(scope="module")
def outcome():
    world = rich_world()
    return tt.solve(world, rich_shock(world).cap("R2", "R0", 0.7, ["S0"]).floor("R1", "R0", 2.0, ["S1"]))


def settings_of():
    """Outcomes that use every part of the model."""
    world, plain = rich_world(), random_world(4)
    nests = (Critical(("S0", "S2"), ("S1", "S2"), 0.2, 2.0),)
    yield world, rich_shock(world), Closure("gdp", labour_mobility=2.0, critical=nests)
    yield plain, rich_shock(plain), Closure("zero", trade_elasticity_factor=0.5)
    yield plain, rich_shock(plain).specific_duty("R1", "R0", 0.2, "S1"), Closure(labour_mobility=1.0)
    yield (
        plain,
        tt.Shock(plain).tariff("all", "R0", 1.0, "all"),
        Closure(wages=Wages({"R0": 1.0}, anchor="floating"), years=1),
    )
    yield plain, tt.Shock(plain).tariff("all", "R0", 1.0, "all"), Closure(wages=Wages(0.99), years=2, capital_share=0.2)
    relief = Closure(labour_supply=0.5, capital_share=0.2, revenue="income_tax", labour_mobility=1.5)
    yield world, rich_shock(world), relief
    yield plain, rich_shock(plain), replace(relief, income_tax=0.3, labour_mobility=np.inf)
    yield plain, rich_shock(plain), Closure("gdp", labour_supply=0.4, revenue="debt")
    limited = tt.Shock(plain).cap("R0", "R1", 0.5, ["S0"], rent="lost")
    limited = limited.cap("R0", "R1", 0.9, ["S1"], rent="importer", over_quota_duty=0.02)
    yield plain, limited.cap("R1", "R2", 3.0, ["S2"]).floor("R2", "R0", 3.0, ["S1", "S2"]), Closure()


class TestAudit:
    def test_agrees_with_the_solver_on_every_part_of_the_model(self, outcome):
        for world, shock, closure in settings_of():
            found = tt.solve(world, shock, closure=closure)
            assert found.certificate.worst < 1e-10
            assert audit(found).worst < 1e-10
        assert outcome.certificate.certified
        assert outcome.wedges[0] > 0 > outcome.wedges[1]

    def test_covers_every_array(self):
        assert set(BELONGS) == set(ARRAYS)

    @pytest.mark.parametrize("name", list(ARRAYS))
    @pytest.mark.parametrize("size", [1e-3, 1e-6])
    def test_no_array_can_be_changed_and_stay_certified(self, outcome, name, size):
        value = np.array(getattr(outcome, name))
        for index in np.ndindex(value.shape):
            changed = value.copy()
            changed[index] += size * max(float(np.abs(value).max()), 0.1)
            made = replace(outcome, **{name: changed})
            spoke = {k for k, v in made.certificate.residuals().items() if not v < CERTIFIED}
            assert spoke & BELONGS[name], f"{name}{list(index)}: only {spoke or 'nothing'} spoke"
            assert not made.certificate.certified
            with pytest.raises(tt.NotCertified):
                made.to_world()

    @pytest.mark.parametrize("name", list(ARRAYS))
    def test_whole_arrays_scaled_or_without_numbers_are_not_certified(self, outcome, name):
        value = np.array(getattr(outcome, name))
        bad = [np.full_like(value, np.nan), np.full_like(value, np.inf), -value - 1, np.zeros_like(value) - 0.5]
        for changed in [*bad, *([value * 1.01] if np.any(value) and name != "employed" else [])]:
            assert not replace(outcome, **{name: changed}).certificate.certified
        one = value.copy()
        one.flat[-1] = np.nan
        assert not replace(outcome, **{name: one}).certificate.certified

    def test_the_policy_in_force_is_the_one_asked_for(self, outcome):
        shock = outcome.shock
        changes = {
            "tariff_level": shock.tariff_level + 1e-6,
            "export_tax_level": shock.export_tax_level + 1e-6,
            "barrier_ratio": shock.barrier_ratio * 1.000001,
            "subsidy_level": shock.subsidy_level - 1e-6,
            "royalty_rate": shock.royalty_rate * 1.001,
            "transfer_received": shock.transfer_received * 1.001,
            "specific_level": shock.specific_level + 1e-6,
            "quantities": shock.quantities[:1],
        }
        for name, value in changes.items():
            made = replace(outcome, shock=replace(shock, **{name: value}))
            assert not made.certificate.certified, name
        assert not replace(
            outcome, asked=replace(outcome.asked, royalty_rate=0 * shock.royalty_rate)
        ).certificate.certified
        other = rich_world()
        assert not replace(outcome, shock=replace(shock, world=other)).certificate.certified

    def test_wedges_closures_and_worlds_belong_to_the_numbers(self, outcome):
        cap, floor = outcome.wedges
        for wedges in ((cap * 1.01, floor), (cap, floor * 1.01), (cap,), (), (cap, floor, 0.0), (math.nan, floor)):
            assert not replace(outcome, wedges=wedges).certificate.certified
        for closure in (
            Closure("gdp"),
            Closure("zero"),
            Closure(labour_mobility=2.0),
            Closure(wages=Wages(1.0), years=1),
        ):
            assert not replace(outcome, closure=closure).certificate.certified
        for name in ("trade_elasticity", "scale_elasticity", "final_share"):
            world = replace(outcome.world, **{name: np.array(getattr(outcome.world, name)) * 1.01})
            moved = replace(outcome, world=world, shock=replace(outcome.shock, world=world))
            moved = replace(moved, asked=replace(outcome.asked, world=world))
            assert not moved.certificate.certified, name

    def test_a_certificate_given_from_outside_does_not_help(self, outcome):
        perfect = Certificate(0.0, 0.0, 0.0, 0.0, 0.0, 3, 0.0)
        made = replace(outcome, income=outcome.income * 1.01, certificate=perfect)
        assert not made.certificate.certified
        assert not replace(made, certificate=perfect).certificate.certified
        assert replace(outcome, certificate=perfect).certificate.certified
        assert not replace(outcome, certificate=replace(perfect, price=1e-3)).certificate.certified

    def test_arrays_cannot_be_written_over(self, outcome):
        for name in ARRAYS:
            with pytest.raises(ValueError, match="read-only"):
                getattr(outcome, name)[...] = 0.0

    def test_a_benchmark_is_measured_when_it_is_made(self, outcome):
        """Not even an array changed behind the dataclass's back gets through."""
        made = replace(outcome)
        object.__setattr__(made, "trade", made.trade * 1.01)
        with pytest.raises(tt.NotCertified):
            made.to_world()

    def test_wrong_shapes_are_named(self, outcome):
        with pytest.raises(tt.PolicyError, match=r"outcome: income has shape \(2,\), expected \(3,\)"):
            replace(outcome, income=outcome.income[:2])

    def test_caps_and_floors_must_hold(self):
        """A cap breached or a floor missed is told, at the wedge of zero that would go with none."""
        world = random_world(4)
        free = tt.solve(world)
        for limit in (tt.Shock(world).cap("R0", "R1", 0.9, ["S0"]), tt.Shock(world).floor("R2", "R0", 5.0, ["S1"])):
            made = replace(free, shock=replace(free.shock, quantities=limit.quantities), asked=limit, wedges=(0.0,))
            assert made.certificate.complementarity > 0.01
        slack = tt.Shock(world).cap("R0", "R1", 1.1, ["S0"])
        kept = replace(free, shock=replace(free.shock, quantities=slack.quantities), asked=slack, wedges=(0.0,))
        assert kept.certificate.certified

    def test_unemployment_needs_a_wage_floor_that_binds(self):
        world, shock, closure = list(settings_of())[3]
        found = tt.solve(world, shock, closure=closure)
        assert found.employed[0] < 0.999
        for other in (
            Closure(),
            Closure(wages=Wages({"R1": 1.0}), years=1),
            Closure(wages=Wages({"R0": 0.9}), years=1),
        ):
            assert replace(found, closure=other).certificate.complementarity > 1e-4
