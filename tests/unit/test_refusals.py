"""What callers hand to the library: refused in its own words where it cannot be meant, never dropped or cut to fit."""

import math
import warnings
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.checks import real, real_array, shown
from tradetalks.equilibrium.closure import Closure, Critical, Wages
from tradetalks.policy.quantities import Quantity


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.fixture(scope="module")
def shock(world):
    return tt.Shock(world)


BY_SECTOR = {
    "tariff": lambda s, rate, sectors: s.tariff("USA", "CHN", rate, sectors),
    "add_tariff": lambda s, rate, sectors: s.add_tariff("USA", "CHN", rate, sectors),
    "export_tax": lambda s, rate, sectors: s.export_tax("USA", "CHN", rate, sectors),
    "add_export_tax": lambda s, rate, sectors: s.add_export_tax("USA", "CHN", rate, sectors),
    "barrier": lambda s, rate, sectors: s.barrier("USA", "CHN", rate, sectors),
    "subsidy": lambda s, rate, sectors: s.subsidy("USA", rate, sectors),
    "specific_duty": lambda s, rate, sectors: s.specific_duty("USA", "CHN", rate, sectors),
    "royalty": lambda s, rate, sectors: s.royalty("USA", "CHN", rate, sectors),
}


PARTS = ("tariff_level", "export_tax_level", "subsidy_level", "barrier_ratio", "specific_level", "royalty_rate")


class TestRatesBySector:
    @pytest.mark.parametrize("method", BY_SECTOR)
    def test_a_rate_outside_the_sectors_asked_for_is_refused(self, shock, method):
        for sectors, expected in (("goods", "'goods'"), (["AGR", "FOOD"], "the sectors asked for"), ("AGR", "'AGR'")):
            with pytest.raises(tt.PolicyError, match=f"given for FIN, which is not among {expected}.*sectors='all'"):
                BY_SECTOR[method](shock, {"FIN": 0.1}, sectors)
        with pytest.raises(tt.PolicyError, match=r"given for FIN"):
            BY_SECTOR[method](shock, {"AGR": 0.1, "FIN": 0.1}, "goods")

    @pytest.mark.parametrize("method", BY_SECTOR)
    def test_the_nearest_sector_is_named(self, shock, method):
        with pytest.raises(tt.WorldError, match=r"unknown sector 'AGRI' .nearest: 'AGR'"):
            BY_SECTOR[method](shock, {"AGRI": 0.1}, "goods")
        with pytest.raises(tt.PolicyError, match=r"given for METORE"):
            BY_SECTOR[method](shock, {"METORE": 0.1}, ["AGR", "OTHMIN"])

    @pytest.mark.parametrize("method", BY_SECTOR)
    def test_every_rate_given_is_in_force(self, shock, world, method):
        made = BY_SECTOR[method](shock, {"FIN": 0.1, "AGR": 0.2}, "all")
        moved = {
            name: np.argwhere(getattr(made, name) != getattr(shock, name))
            for name in (
                "tariff_level",
                "export_tax_level",
                "subsidy_level",
                "barrier_ratio",
                "specific_level",
                "royalty_rate",
            )
        }
        cells = [row for rows in moved.values() for row in rows]
        assert sorted(world.sectors[row[-1]] for row in cells) == ["AGR", "FIN"]

    def test_sectors_without_a_rate_stay(self, shock, world):
        made = shock.tariff("USA", "CHN", {"AGR": 0.2})
        assert np.count_nonzero(made.tariff_level != shock.tariff_level) == 1
        assert made.tariff_level[world.region("CHN"), world.region("USA"), world.sector("AGR")] == 0.2


NO_NUMBERS = ["25%", "0.1", None, math.nan, math.inf, -math.inf, True, 1j, [0.1], np.array([0.1, 0.2]), object]


class TestNumbers:
    @pytest.mark.parametrize("bad", NO_NUMBERS, ids=str)
    @pytest.mark.parametrize("method", BY_SECTOR)
    def test_what_is_no_finite_number_is_no_rate(self, shock, method, bad):
        for rate in (bad, {"AGR": bad}):
            with pytest.raises(tt.PolicyError, match=r"expected a finite number"):
                BY_SECTOR[method](shock, rate, "goods")

    @pytest.mark.parametrize("bad", NO_NUMBERS, ids=str)
    def test_nor_a_sum_a_share_or_a_duty(self, shock, bad):
        with pytest.raises(tt.PolicyError, match=r"floor CHN to USA: found .*, expected billions"):
            shock.floor("USA", "CHN", bad, "AGR")
        with pytest.raises(tt.PolicyError, match=r"cap USA to CHN: share: found"):
            shock.cap("USA", "CHN", bad, "AGR")
        with pytest.raises(tt.PolicyError, match=r"transfer USA to CHN: found"):
            shock.transfer("USA", "CHN", bad)
        if bad is not None:
            with pytest.raises(tt.PolicyError, match=r"over_quota_duty: found"):
                shock.cap("USA", "CHN", 0.5, "AGR", rent="importer", over_quota_duty=bad)

    def test_per_cent_signs_are_explained(self, shock):
        with pytest.raises(tt.PolicyError, match=r"per cent are written as fractions: 25% is 0.25"):
            shock.tariff("USA", "CHN", "30%")

    @pytest.mark.parametrize("good", [0.25, np.float64(0.25), np.float32(0.25), np.array(0.25), Fraction(1, 4)])
    def test_every_kind_of_number_will_do(self, shock, good):
        assert shock.tariff("USA", "CHN", good).digest() == shock.tariff("USA", "CHN", 0.25).digest()

    def test_limits_keep_their_bounds(self, shock):
        for share in (-0.1, -1e-9):
            with pytest.raises(tt.PolicyError, match=r"expected 0 or more"):
                shock.cap("USA", "CHN", share)
        for billions in (0.0, -1):
            with pytest.raises(tt.PolicyError, match=r"expected above 0"):
                shock.floor("USA", "CHN", billions, "AGR")
        for duty in (0, -0.1):
            with pytest.raises(tt.PolicyError, match=r"above 0; found 'importer'"):
                shock.cap("USA", "CHN", 0.5, rent="importer", over_quota_duty=duty)
        assert shock.cap("USA", "CHN", 0, "AGR").quantities[0].level > 0

    def test_nobody_pays_oneself(self, shock):
        for made in (
            lambda: shock.transfer("USA", "USA", 5.0),
            lambda: shock.cap("USA", "USA", 0.5),
            lambda: shock.floor("USA", "USA", 5.0, "AGR"),
            lambda: shock.royalty("USA", "USA", 0.1, "AGR"),
            lambda: shock.tariff("USA", "USA", 0.1),
        ):
            with pytest.raises(tt.PolicyError, match=r"no two different regions"):
                made()

    @pytest.mark.parametrize("name", ["tariff_level", "subsidy_level", "transfer_received", "barrier_ratio"])
    def test_arrays_are_real(self, world, shock, name):
        value = np.array(getattr(shock, name))
        dates = value.astype("datetime64[s]")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for bad in (
                value + 0j,
                value.astype(str),
                dates,
                "x",
                {"a": 1},
                [[1], [1, 2]],
            ):
                with pytest.raises(tt.PolicyError, match=f"shock: {name}"):
                    tt.Shock(world, **{name: bad})
        for bad in (np.nan, np.inf):
            with pytest.raises(tt.PolicyError, match=r"not a finite number"):
                tt.Shock(world, **{name: np.full_like(value, bad)})
        whole = np.zeros(value.shape, dtype=int) + (name == "barrier_ratio")
        assert getattr(tt.Shock(world, **{name: whole}), name).dtype == float

    def test_worlds_are_real(self):
        world = random_world(1)
        for bad in (world.trade + 0j, world.trade.astype(str), {"a": 1}, "x"):
            with pytest.raises(tt.WorldError, match=r"world: trade: found .*expected an array of real numbers"):
                replace(world, trade=bad)
        with pytest.raises(tt.WorldError, match=r"with_subsidy: rate: found 'x'"):
            world.with_subsidy("R0", "S0", "x")

    def test_limits_are_limits(self, world):
        for bad in ("x", ("x",), 5, None):
            with pytest.raises(tt.PolicyError, match=r"quantities: found"):
                tt.Shock(world, quantities=bad)
        for level in (0.0, -1.0, math.nan, math.inf):
            with pytest.raises(tt.PolicyError, match=r"level of a cap"):
                tt.Shock(world, quantities=(Quantity("cap", 0, 1, (0,), level),))

    @given(st.one_of(st.none(), st.text(), st.binary(), st.complex_numbers(), st.lists(st.floats()), st.booleans()))
    def test_real_takes_nothing_else(self, value):
        with pytest.raises(tt.PolicyError, match=r"it: found"):
            real(value, "it")

    @given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9)))
    def test_real_keeps_numbers(self, value):
        assert real(value, "it") == value
        assert real_array([value], "it").tolist() == [value]

    def test_long_values_are_shortened(self):
        assert len(shown("x" * 1000)) < 80
        assert shown(np.zeros((2, 3), dtype=complex)) == "an array of complex128, shape (2, 3)"


NO_CODES = [0, 1.5, None, b"USA", ["USA"], {"USA": 1}, object]


class TestNames:
    @pytest.mark.parametrize("bad", NO_CODES, ids=str)
    def test_what_is_no_text_is_no_code(self, world, shock, bad):
        for made in (
            lambda: world.region(bad),
            lambda: world.sector(bad),
            lambda: world.region_indices([bad]),
            lambda: shock.tariff([bad], "CHN", 0.1),
            lambda: shock.tariff("USA", "CHN", 0.1, [bad]),
            lambda: shock.transfer("USA", bad, 1.0),
            lambda: shock.cap(bad, "USA", 0.5),
            lambda: shock.average_tariff("USA", bad),
        ):
            with pytest.raises(tt.WorldError, match=r"found .*, expected a code"):
                made()

    @pytest.mark.parametrize("bad", [0, 1.5, b"USA", object, [], (), {}], ids=str)
    def test_nothing_is_no_group(self, world, shock, bad):
        for made in (
            lambda: world.region_indices(bad),
            lambda: world.sector_indices(bad),
            lambda: shock.tariff(bad, "CHN", 0.1),
            lambda: shock.tariff("USA", "CHN", 0.1, bad),
            lambda: shock.subsidy("USA", 0.1, bad),
        ):
            with pytest.raises(tt.WorldError, match=r"expected a code, a group, several of them, or None for all"):
                made()

    def test_groups_and_several_are_what_they_were(self, world):
        assert world.region_indices(None) == world.region_indices("all") == list(range(18))
        assert world.region_indices(("CHN", "USA")) == [1, 0]
        assert world.region_indices(iter(["CHN", "CHN"])) == [1]
        assert len(world.sector_indices("goods")) == len(world.goods)

    def test_sets_of_elasticities_have_names(self, world):
        for bad in (5, None, ["GYY"]):
            with pytest.raises(tt.WorldError, match=r"expected the name of a set, such as 'GYY'"):
                tt.World.default(bad)
        for bad in (None, {"AGR": 4.0}, np.ones(36) * 1j, np.ones(35)):
            with pytest.raises(tt.WorldError, match=r"world: trade_elasticity"):
                world.with_elasticities(bad)


class TestCalls:
    @pytest.mark.parametrize("bad", ["x", 5, {}, [0.1]], ids=str)
    def test_worlds_shocks_and_closures_are_told_from_other_things(self, world, shock, bad):
        for made in (tt.solve, tt.gradient, lambda w: tt.solve_many(w, [shock])):
            with pytest.raises(tt.WorldError, match=r"world: found .*expected a World"):
                made(bad)
        for made in (tt.solve, tt.gradient, lambda w, s: tt.solve_many(w, [s])):
            with pytest.raises(tt.PolicyError, match=r"shock: found .*expected a Shock"):
                made(world, bad)
        with pytest.raises(tt.PolicyError, match=r"shock: found .*expected a World"):
            tt.Shock(bad)
        for name in ("closure", "deficits"):
            with pytest.raises(tt.PolicyError, match=r"closure"):
                tt.solve(world, **{name: bad})

    def test_a_closure_may_be_named(self, world):
        assert tt.solve(world, closure="gdp").closure == Closure("gdp")

    def test_many_shocks_lose_none(self, world, shock):
        """A start too few used to drop the shocks behind it; no chunk at all dropped every one."""
        zero = np.zeros(18 + 2 * 18 * 36)
        for starts in ([], [zero], [zero] * 3):
            with pytest.raises(tt.PolicyError, match=r"differ in number"):
                tt.solve_many(world, [shock, shock], starts=starts)
        with pytest.raises(tt.PolicyError, match=r"a start has shape"):
            tt.solve_many(world, [shock], starts=[zero[1:]])
        for chunk in (0, -1, 1.5, "4"):
            with pytest.raises(tt.PolicyError, match=r"chunk is"):
                tt.solve_many(world, [shock], chunk=chunk)
        with pytest.raises(tt.PolicyError, match=r"expected several shocks"):
            tt.solve_many(world, shock)
        assert len(tt.solve_many(world, []).residual) == 0

    def test_gradients_are_of_something(self, world):
        for bad in (None, 3, ["tariff"]):
            with pytest.raises(tt.PolicyError, match=r"unknown instrument"):
                tt.gradient(world, wrt=bad)
            with pytest.raises(tt.PolicyError, match=r"unknown objective"):
                tt.gradient(world, of=bad)
        with pytest.raises(tt.PolicyError, match=r"unknown table"):
            tt.solve(world).to_frame(["regions"])

    @pytest.mark.parametrize("bad", ["busan-2025", None, 5, {}], ids=str)
    def test_a_name_is_no_dossier(self, bad):
        with pytest.raises(tt.DossierError, match=r"expected a Dossier, as Dossier.load"):
            tt.deal_space(bad)

    def test_closures_are_made_of_numbers_and_names(self):
        for made in (
            lambda: Closure(labour_mobility="2"),
            lambda: Closure(labour_mobility=math.nan),
            lambda: Closure(labour_mobility=0.5),
            lambda: Closure(trade_elasticity_factor=None),
            lambda: Closure(trade_elasticity_factor=math.inf),
            lambda: Closure(trade_elasticity_factor=0.0),
            lambda: Closure(critical=5),
            lambda: Closure(critical=("STEEL",)),
            lambda: Closure(wage_floor={"USA": 0.99}),
            lambda: Closure(wages=0.99),
            lambda: Wages("USA"),
            lambda: Wages({"USA": "x"}),
            lambda: Wages({"USA": 0.0}),
            lambda: Wages(1.01),
            lambda: Closure(wages=Wages(), years=0),
            lambda: Closure(wages=Wages()),  # of the long run, where wages are free
            lambda: Closure.horizon("long run", wages=Wages()),
            lambda: Wages(anchor="floats"),
            lambda: Wages(anchor={"USA": "pegged"}),
            lambda: Wages(anchor=5),
            lambda: Closure(["fixed"]),
            lambda: Critical(5),
            lambda: Critical((5,)),
            lambda: Critical(()),
            lambda: Critical("STEEL", 5),
            lambda: Critical("STEEL", (), "x"),
            lambda: Critical("STEEL", (), 1.0),
            lambda: Critical("STEEL", (), 0.2, math.nan),
            lambda: Critical("STEEL", (), 0.2, 0.0),
        ):
            with pytest.raises(tt.PolicyError):
                made()
        assert Closure(critical=Critical("STEEL")) == Closure(critical=(Critical(("STEEL",)),))
        assert Closure(labour_mobility=math.inf) == Closure()
        assert Wages({"USA": 1}).allowed == (("USA", 1.0),)
