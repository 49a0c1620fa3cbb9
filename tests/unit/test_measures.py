"""Each instrument against a closed form or a limiting case; every class's example runs."""

import doctest
import sys
from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

import tradetalks as tt
from tests.worlds import make_world
from tradetalks.policy.instruments import INSTRUMENTS, Measure, compile_measures

PARSE = TypeAdapter(Measure)


def solve(world, *measures, **kwargs):
    effect = compile_measures([PARSE.validate_python(m) for m in measures], world, {})
    outcome = tt.solve(world, effect.on(world), **kwargs)
    assert outcome.certificate.certified
    return outcome


@pytest.fixture(scope="module")
def small():
    """Three regions; S0 is too small to move wages, so that prices of origin stay and theta is 5."""
    trade = np.full((3, 3, 2), 100.0)
    trade[:, :, 0] = 1e-6
    trade[[0, 1, 2], [0, 1, 2], 0] = 1.0
    return make_world(trade, np.zeros_like(trade), np.zeros((3, 2, 2)), np.array([5.0, 4.0]))


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.mark.parametrize("kind", INSTRUMENTS, ids=lambda kind: kind.__name__)
def test_examples_in_docstrings_run(kind):
    failed, tried = doctest.testmod(sys.modules[kind.__module__])
    assert tried > 0
    assert failed == 0


def test_every_instrument_says_what_it_does_and_how():
    for kind in INSTRUMENTS:
        assert len(kind.how) > 10
        assert ">>>" in (kind.__doc__ or ""), kind


def test_a_specific_duty_is_its_rate_at_the_benchmark_and_falls_with_the_price(small):
    duty = {
        "instrument": "specific_tariff",
        "importer": "R1",
        "exporter": "R0",
        "usd_per_unit": 20,
        "border_price": 100,
    }
    outcome = solve(small, {**duty, "sectors": "S0"})
    assert outcome.shock.tariff_level[0, 1, 0] == pytest.approx(0.2, rel=1e-4)
    export_tax = {"instrument": "export_tax", "exporter": "R0", "importer": "R1", "points": 1.0, "sectors": "S0"}
    taxed = solve(small, {**duty, "sectors": "S0"}, export_tax)
    assert taxed.shock.tariff_level[0, 1, 0] == pytest.approx(0.1, rel=1e-4)  # twice the price at the border
    cell = outcome.shock.tariff_level[0, 1, 0]
    same = solve(small, {"instrument": "tariff", "importer": "R1", "exporter": "R0", "points": cell, "sectors": "S0"})
    np.testing.assert_allclose(outcome.real_income_ratio, same.real_income_ratio, atol=1e-10)


def test_gradients_see_specific_duties_and_royalties():
    from tests.worlds import random_world

    world = random_world(3)
    shock = tt.Shock(world).specific_duty("R1", "R0", 0.4, "all").royalty("R0", "R2", 0.05, "all")
    slope = tt.gradient(world, shock, wrt="tariff")[:, 1, 0, 1]
    up = tt.solve(world, shock.add_tariff("R0", "R1", 1e-5, "S1")).real_income
    down = tt.solve(world, shock.add_tariff("R0", "R1", -1e-5, "S1")).real_income
    np.testing.assert_allclose(slope, (up - down) / 2e-5, rtol=1e-4, atol=1e-7)
    with pytest.raises(tt.PolicyError, match="fixed wedges"):
        tt.gradient(world, shock.cap("R0", "R1", 0.5, "S0"))


def test_a_licence_fee_is_an_export_tax(world):
    """15% of what buyers pay: an export tax of 0.15/0.85; without a binding cap nothing else."""
    control = {"instrument": "export_control", "exporter": "USA", "importer": "CHN", "fee": 0.15, "sectors": "ELECTR"}
    fee = solve(world, control)
    i, n, s = world.region("USA"), world.region("CHN"), world.sector("ELECTR")
    paid = fee.trade[i, n, s] * (1 + fee.shock.export_tax_level[i, n, s])
    assert fee.export_tax_revenue[i] == pytest.approx(0.15 * paid, rel=1e-9)
    tax = {"instrument": "export_tax", "exporter": "USA", "importer": "CHN", "points": 0.15 / 0.85, "sectors": "ELECTR"}
    np.testing.assert_allclose(fee.real_income_ratio, solve(world, tax).real_income_ratio, atol=1e-10)


def test_a_control_on_part_of_a_sector_frees_the_rest(world):
    effect = compile_measures(
        [PARSE.validate_python({"instrument": "export_control", "exporter": "CHN", "importer": "USA", "keeps": 0.0,
                                "profile": "carriers"})],
        world, {"carriers": {"NFMET": 0.2}},
    )  # fmt: skip
    outcome = tt.solve(world, effect.on(world))
    assert outcome.to_frame("quantities")["volume_ratio"].tolist() == pytest.approx([0.8])


def test_an_import_limit_diverts_trade_to_others(world):
    limit = {"instrument": "import_limit", "importer": "CHN", "exporter": "RUS", "keeps": 0.5, "sectors": "OILGAS"}
    outcome = solve(world, limit)
    rus, chn, s = world.region("RUS"), world.region("CHN"), world.sector("OILGAS")
    change = outcome.trade[:, :, s] - world.trade[:, :, s]
    assert change[rus, chn] < 0
    assert change[rus].sum() - change[rus, chn] > 0  # Russia sells elsewhere
    assert change[:, chn].sum() - change[rus, chn] > 0  # China buys elsewhere
    assert outcome.real_income["RUS"] < 0


def test_a_purchase_commitment_is_met_and_takes_from_third_suppliers(world):
    i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
    pledge = {
        "instrument": "purchase_commitment", "importer": "CHN", "exporter": "USA", "sectors": "AGR",
        "million_tonnes": 10, "usd_per_tonne": 500, "besides": float(world.trade[i, n, s]),
    }  # fmt: skip
    outcome = solve(world, pledge)
    assert outcome.trade[i, n, s] == pytest.approx(world.trade[i, n, s] + 5, rel=1e-9)
    assert outcome.trade[world.region("BRA"), n, s] < world.trade[world.region("BRA"), n, s]
    cost = outcome.to_frame("quantities").iloc[0]["subsidy_bn"]
    subsidised = outcome.trade[i, n, s] * (1 + world.tariff[i, n, s]) * -outcome.wedges[0]  # off what buyers pay
    assert cost == pytest.approx(subsidised, rel=1e-6)


def test_barriers_with_rent_are_the_taxes_of_who_keeps_it(world):
    for rent, tax in (("importer_firms", "tariff"), ("exporter_firms", "export_tax")):
        barrier = {"instrument": "barrier", "exporter": "CHN", "importer": "USA", "cost": 0.05, "rent": rent}
        same = {"instrument": tax, "exporter": "CHN", "importer": "USA", "points": 0.05}
        np.testing.assert_allclose(
            solve(world, barrier).real_income_ratio, solve(world, same).real_income_ratio, atol=1e-11
        )


def test_a_port_fee_lies_between_a_tariff_and_a_barrier(world):
    usa = world.region("USA")
    gains = [
        solve(world, {"instrument": "port_fee", "exporter": "CHN", "importer": "USA", "cost": 0.01, "collected": share})
        for share in (0.0, 0.5, 1.0)
    ]
    income = [g.real_income_ratio[usa] for g in gains]
    assert income == sorted(income)
    barrier = solve(world, {"instrument": "barrier", "exporter": "CHN", "importer": "USA", "cost": 0.01})
    np.testing.assert_allclose(gains[0].real_income_ratio, barrier.real_income_ratio, atol=1e-12)


def test_state_trading_is_a_tariff(world):
    margin = {"instrument": "state_trading", "importer": "CHN", "exporter": "USA", "markup": 0.1, "sectors": "AGR"}
    tariff = {"instrument": "tariff", "importer": "CHN", "exporter": "USA", "points": 0.1, "sectors": "AGR"}
    np.testing.assert_array_equal(solve(world, margin).real_income_ratio, solve(world, tariff).real_income_ratio)


def test_royalties_are_a_share_of_sales(world):
    outcome = solve(world, {"instrument": "royalty", "payer": "CHN", "owner": "USA", "rate": 0.01, "sectors": "ELECTR"})
    chn, usa, s = world.region("CHN"), world.region("USA"), world.sector("ELECTR")
    paid = 0.01 * outcome.output[chn, s]
    assert outcome.deficit[usa] - world.deficit[usa] == pytest.approx(paid, rel=1e-6)
    assert outcome.real_income["USA"] > 0 > outcome.real_income["CHN"]


def test_a_forced_sale_is_a_transfer_with_a_range(world):
    sale = PARSE.validate_python(
        {"instrument": "forced_sale", "seller": "CHN", "buyer": "USA", "price": 14, "yield_rate": 0.1,
         "value": {"low": 14, "mid": 34, "high": 94}}
    )  # fmt: skip
    assert [sale.yearly(w) for w in ("low", "mid", "high")] == pytest.approx([0, 2, 8])
    transfer = {"instrument": "transfer", "giver": "CHN", "taker": "USA", "billions": 2.0}
    np.testing.assert_allclose(
        solve(world, sale.model_dump()).real_income_ratio, solve(world, transfer).real_income_ratio, atol=1e-12
    )


def test_a_subsidy_limit_caps_its_cost(world):
    free = {"instrument": "subsidy", "region": "CHN", "points": 0.05, "sectors": ["STEEL"]}
    capped = compile_measures([PARSE.validate_python({**free, "at_most_billions": 10})], world, {})
    j, s = world.region("CHN"), world.sector("STEEL")
    assert capped.subsidy[j, s] * world.output[j, s] == pytest.approx(10)
    loose = compile_measures([PARSE.validate_python({**free, "at_most_billions": 1e6})], world, {})
    assert loose.subsidy[j, s] == 0.05


def test_removing_a_subsidy_that_the_accounts_show(world):
    """Shown, the subsidy changes no flow; removed, it is an export tax the world over: less output, dearer steel."""
    shown = world.with_subsidy("CHN", ["STEEL"], 0.04)
    shown.check(1e-9)
    np.testing.assert_array_equal(shown.trade, world.trade)
    np.testing.assert_allclose(shown.income, world.income, rtol=1e-12)
    outcome = solve(shown, {"instrument": "subsidy", "region": "CHN", "points": -0.04, "sectors": ["STEEL"]})
    j, s = world.region("CHN"), world.sector("STEEL")
    assert outcome.shock.subsidy_level[j, s] == pytest.approx(0)
    assert outcome.price_ratio[world.region("USA"), s] > 1
    assert outcome.real_income["CHN"] > 0  # the subsidy cost China more than it brought


def test_measures_on_a_sector_hold_for_the_products_carved_out_of_it(world):
    from tradetalks.world.products import shipped_products

    split = world.split(shipped_products()["SOY"])
    effect = compile_measures(
        [PARSE.validate_python({"instrument": "tariff", "importer": "CHN", "exporter": "USA", "points": 0.1,
                                "sectors": ["AGR"], "profile": "p"})],
        split, {"p": {"AGR": 0.5}},
    )  # fmt: skip
    i, n = split.region("USA"), split.region("CHN")
    assert effect.tariff[i, n, split.sector("SOY")] == pytest.approx(0.05)
    alone = compile_measures(
        [PARSE.validate_python({"instrument": "tariff", "importer": "CHN", "exporter": "USA", "points": 0.1,
                                "sectors": ["SOY"]})],
        split, {},
    )  # fmt: skip
    assert alone.tariff[i, n, split.sector("AGR")] == 0


@pytest.mark.parametrize(
    "measure",
    [
        {"instrument": "purchase_commitment", "importer": "CHN", "exporter": "USA", "sectors": "AGR"},
        {"instrument": "purchase_commitment", "importer": "CHN", "exporter": "USA", "billions": 1, "million_tonnes": 1,
         "usd_per_tonne": 1},
        {"instrument": "import_limit", "importer": "CHN", "exporter": "USA", "keeps": 1, "over_quota_points": 0.2,
         "rent": "lost"},
        {"instrument": "export_control", "importer": "CHN", "exporter": "USA", "keeps": -0.1},
        {"instrument": "barrier", "importer": "CHN", "exporter": "USA", "cuts_trade_by": 0.1, "rent": "importer_firms"},
        {"instrument": "forced_sale", "seller": "CHN", "buyer": "USA", "price": 1,
         "value": {"low": 3, "mid": 2, "high": 4}},
        {"instrument": "quota", "importer": "CHN", "exporter": "USA"},
    ],
)  # fmt: skip
def test_impossible_measures_are_refused(measure):
    with pytest.raises(ValidationError):
        PARSE.validate_python(measure)


def test_unknown_names_in_measures_say_the_nearest(world):
    with pytest.raises(tt.WorldError, match="nearest: 'ELECTR'"):
        solve(world, {"instrument": "export_control", "exporter": "USA", "importer": "CHN", "sectors": "ELECT"})
    with pytest.raises(tt.PolicyError, match="names no two regions"):
        solve(world, {"instrument": "import_limit", "exporter": "USA", "importer": "USA", "keeps": 0.5})


def test_wedges_enter_the_shock_they_came_from(world):
    """The outcome's shock, limits taken off, is a plain policy that gives the same answer."""
    outcome = solve(
        world,
        {"instrument": "export_control", "exporter": "CHN", "importer": "USA", "keeps": 0.5, "sectors": "ELEQ"},
        {"instrument": "import_limit", "importer": "USA", "exporter": "CHN", "keeps": 0.7, "sectors": "AUTO"},
    )
    again = tt.solve(world, replace(outcome.shock, quantities=()))
    np.testing.assert_allclose(again.real_income_ratio, outcome.real_income_ratio, atol=1e-10)
