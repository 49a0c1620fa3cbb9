"""The eve and what packages are worth from there: each figure beside a full solve of the same policy."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.dossier import phasing
from tradetalks.policy.instruments import Tariff
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.valuer import Valuer


def control(keeps, **more):
    control = {"instrument": "export_control", "exporter": "EU27", "importer": "USA", "sectors": ["AUTO"]}
    return {**control, "keeps": keeps, "rent": "lost", **more}


PROMISE = {
    "instrument": "purchase_commitment", "importer": "EU27", "exporter": "USA", "sectors": ["AUTO"], "billions": 40,
}  # fmt: skip


def content():
    """Limits on the table and off it, one of them binding on the eve, a schedule, and taxes that interact."""
    made = small()
    made["in_force"] += [control(0.6, exporter="CHN", importer="EU27", sectors=["NFMET"])]
    made["agenda"].append(
        {
            "id": "cars_out",
            "title": "EU car exports",
            "status_quo": "limited",
            "options": [
                {"id": "limited", "title": "four in five", "measures": [control(0.8)]},
                {"id": "halved", "title": "half", "measures": [control(0.5, rent="exporter_firms")]},
                {"id": "free", "title": "no limit"},
            ],
        }
    )
    made["agenda"].append(
        {
            "id": "purchases",
            "title": "EU purchases",
            "status_quo": "none",
            "options": [
                {"id": "none", "title": "no promise"},
                {"id": "promised", "title": "a promise", "measures": [PROMISE]},
            ],
        }
    )
    made["agenda"][1]["options"].append(
        {
            "id": "path",
            "title": "cut from year two, back after a year",
            "phases": [{"since": "2026-01-01", "option": "cut"}, {"since": "2027-01-01", "option": "charged"}],
        }
    )
    made["enforcement"] = {"discount_rate": {"USA": 0.02, "EU": 0.3}}
    return made


@pytest.fixture(scope="module")
def eve(tmp_path_factory):
    dossier = tt.Dossier.load(write(tmp_path_factory.mktemp("valued"), content()))
    return bring_to_eve(dossier, outcomes=OutcomeCache(None))


@pytest.fixture(scope="module")
def valuer(eve):
    return Valuer(eve, ValueCache(None))


class TestEve:
    def test_nothing_changes_where_nothing_is_changed(self, eve):
        here = eve.solve({})
        np.testing.assert_allclose(here.real_income_ratio, 1, atol=1e-9)
        np.testing.assert_allclose(here.trade, eve.world.trade, rtol=1e-7, atol=1e-9)
        assert min(wedge for wedge in eve.outcome.wedges) > 0.01  # both limits bind, and do so before and after
        np.testing.assert_allclose(sorted(here.wedges), sorted(eve.outcome.wedges), rtol=1e-6)

    def test_it_is_the_benchmark_under_what_is_in_force(self, eve):
        usa, eu = eve.world.region("USA"), eve.world.region("EU27")
        steel = eve.world.sector("STEEL")
        added = eve.outcome.shock.tariff_level - eve.benchmark.tariff
        assert added[eu, usa, steel] == pytest.approx(0.25)
        assert added[eve.world.region("CHN"), usa, steel] == pytest.approx(0.2)

    @pytest.mark.parametrize("option", ["lifted", "doubled"])
    def test_further_measures_add_to_the_package(self, eve, option):
        """A tariff beside the agenda does what the same tariff does where an item holds it."""
        points = {"lifted": -0.25, "doubled": 0.25}[option]
        beside = Tariff(instrument="tariff", importer="USA", exporter="EU27", points=points, sectors=["STEEL"])
        beside_half = beside.model_copy(update={"points": points / 2, "sectors": ["NFMET"]})
        one = eve.solve({}, eve.effect_of([beside, beside_half]))
        other = eve.solve({"steel": option})
        np.testing.assert_allclose(one.real_income_ratio, other.real_income_ratio, rtol=1e-10)
        assert np.abs(one.real_income_ratio - 1).max() > 1e-6


PACKAGES = [
    {},
    {"steel": "lifted"},
    {"cars_out": "free"},
    {"cars_out": "halved", "cars": "cut"},
    {"purchases": "promised", "cars": "cut"},
    {"steel": "doubled", "cars": "cut", "cars_out": "free", "data": "framework"},
]


@pytest.mark.parametrize("deficits", ["fixed", "gdp", "zero"])
def test_what_is_paid_and_kept_on_the_eve_is_paid_and_kept_once(tmp_path, deficits):
    """Transfers, royalties, a rent that firms keep and a specific duty in force: nothing changes where nothing does."""
    made = small(world={"deficits": deficits})
    made["in_force"] += [
        control(0.8, rent="exporter_firms"),
        {"instrument": "transfer", "giver": "USA", "taker": "CHN", "billions": 20},
        {"instrument": "royalty", "payer": "EU27", "owner": "USA", "sectors": ["AUTO"], "rate": 0.05},
    ]
    dossier = tt.Dossier.load(write(tmp_path, made))
    eve = bring_to_eve(dossier, outcomes=OutcomeCache(None))
    here = eve.solve({})
    assert max(here.wedges) > 0.01
    np.testing.assert_allclose(here.real_income_ratio, 1, atol=1e-9)
    np.testing.assert_allclose(here.trade, eve.world.trade, rtol=1e-7, atol=1e-9)
    [found] = Valuer(eve, ValueCache(None)).real_income_ratio([dossier.package({"steel": "lifted"})])
    np.testing.assert_allclose(found, eve.solve({"steel": "lifted"}).real_income_ratio, rtol=1e-9)


class TestValuer:
    def test_what_is_valued_together_is_what_each_solves_to_alone(self, eve, valuer):
        found = valuer.real_income_ratio([eve.dossier.package(p) for p in PACKAGES])
        alone = np.array([eve.solve(package).real_income_ratio for package in PACKAGES])
        np.testing.assert_allclose(found, alone, rtol=1e-9)
        assert np.ptp(found, axis=0).max() > 1e-5
        assert valuer.worst_residual < 1e-9

    def test_an_outcome_begun_where_it_is_foretold_is_the_one_found_from_the_eve(self, eve, valuer):
        """Limits in force and slack, a schedule, nothing at all."""
        for package in ({}, {"cars_out": "halved", "purchases": "promised"}, {"cars": "path", "cars_out": "free"}):
            here, there = valuer.outcome(package), eve.solve(package)
            np.testing.assert_allclose(here.trade, there.trade, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(here.wedges, there.wedges, atol=1e-9)

    def test_one_made_ready_finds_the_same_and_prepares_nothing_more(self, eve, valuer):
        ready = Valuer(eve, ValueCache(None))
        ready.make_ready()
        prepared, packages = dict(ready._kernels), [eve.dossier.package(p) for p in PACKAGES]
        assert ready.solved == 0  # starts, which are no values yet
        found = ready.real_income_ratio(packages)
        np.testing.assert_allclose(found, valuer.real_income_ratio(packages), rtol=1e-9)
        assert ready._kernels == prepared

    def test_a_schedule_is_worth_its_years_each_regions_own_way(self, eve, valuer):
        """With another item's policy beside it, and by every region's own discount rate."""
        for rest in ({}, {"steel": "lifted"}, {"cars_out": "halved"}):
            package = eve.dossier.package({**rest, "cars": "path"})
            plain = [eve.dossier.package({**rest, "cars": option}) for option in ("charged", "cut", "charged")]
            each = valuer.real_income_ratio(plain)
            weight = {p: phasing.weights(eve.dossier, p) for p in (None, "USA", "EU")}
            regions = {party.region: code for code, party in eve.dossier.parties.items()}
            [found] = valuer.real_income_ratio([package])
            for j, region in enumerate(eve.world.regions):
                assert found[j] == pytest.approx(np.dot(weight[regions.get(region)], each[:, j]), rel=1e-12)
            np.testing.assert_allclose(eve.yearly_change(package), valuer.billions(found), atol=1e-6)

    def test_limits_in_force_stand_under_every_package(self, eve, valuer):
        """The one beside the agenda, and the status quo's where its item is not touched."""
        world = eve.world
        cars = (world.region("EU27"), world.region("USA"))

        def limits(package):
            found = valuer._limits(valuer.identity(eve.dossier.package(package)))
            return {(q.exporter, q.importer): q.level for q in found}

        assert set(limits({"cars": "cut"})) == {cars, (world.region("CHN"), world.region("EU27"))}
        assert limits({"cars_out": "halved"})[cars] == pytest.approx(0.5 / 0.8 * limits({"cars": "cut"})[cars])
        assert cars not in limits({"cars_out": "free"})

    def test_progress_counts_distinct_policies(self, eve):
        told = []
        made = Valuer(eve, ValueCache(None))
        packages = [{"steel": o, "data": d} for o in ("charged", "lifted") for d in ("none", "framework")]
        made.real_income_ratio([eve.dossier.package(p) for p in packages], lambda *at: told.append(at))
        assert told[0] == (0, 2)
        assert told[-1] == (2, 2)
        assert (made.solved, made.found) == (2, 0)

    def test_progress_counts_what_was_known_already(self, eve, tmp_path):
        told, kept = [], ValueCache(tmp_path / "values.sqlite")
        Valuer(eve, kept).real_income_ratio([eve.dossier.package({"steel": "lifted"})])
        again = Valuer(eve, kept)
        packages = [eve.dossier.package({"steel": option}) for option in ("lifted", "doubled")]
        again.real_income_ratio(packages, lambda *at: told.append(at))
        assert told == [(1, 2), (2, 2)]
        assert (again.solved, again.found) == (1, 1)


@pytest.mark.parametrize("revenue", ["lump_sum", "income_tax"])
def test_packages_from_an_eve_where_factors_and_taxes_respond_are_those_from_the_benchmark(tmp_path, revenue):
    """Lower taxes at the eve are where packages start from: levels are those of a solution from the benchmark."""
    world = {"labour_supply": 0.5, "capital_share": 0.3, "revenue": revenue, "income_tax": 0.3}
    dossier = tt.Dossier.load(write(tmp_path, small(world=world)))
    eve = bring_to_eve(dossier, outcomes=OutcomeCache(None))
    tax = eve.closure.taxes(eve.world)[eve.world.region("USA")]
    assert tax < 0.3 if revenue == "income_tax" else tax == 0.3
    np.testing.assert_allclose(eve.solve({}).real_income_ratio, 1, atol=1e-9)
    package = dossier.package({"steel": "lifted"})
    whole = eve.solve(package)
    [found] = Valuer(eve, ValueCache(None)).real_income_ratio([package])
    np.testing.assert_allclose(found, whole.real_income_ratio, rtol=1e-9)
    asked = eve.outcome.asked
    lifted = replace(asked, tariff_level=asked.tariff_level + eve.effects["steel"]["lifted"].tariff)
    direct = tt.solve(eve.benchmark, lifted, closure=eve.outcome.closure)
    np.testing.assert_allclose(whole.trade, direct.trade, rtol=1e-7, atol=1e-9)
