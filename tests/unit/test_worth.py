"""What no market prices, summed by hand: options, ranges of forced sales, schedules."""

import math

import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.value.worth import worth


def sale(seller, buyer, price=10.0):
    return {
        "instrument": "forced_sale", "seller": seller, "buyer": buyer, "price": price, "yield_rate": 0.1,
        "value": {"low": 20.0, "mid": 50.0, "high": 110.0},
    }  # fmt: skip


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    content = small(horizon_years=4, enforcement={"discount_rate": {"USA": 0.08}, "default_rate": 0.02})
    tariff = {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.1}
    cars, data = content["agenda"][1]["options"], content["agenda"][2]["options"]
    cars.append({"id": "sold", "title": "sold to the US", "measures": [tariff, sale("EU27", "USA")]})
    own = {"USA": {"low": 1, "mid": 2, "high": 4, "basis": "judgement"}}
    cars.append(
        {"id": "both", "title": "two sales", "worth": own, "measures": [sale("CHN", "EU27"), sale("USA", "CHN", 30)]}
    )
    data.append({"id": "late", "title": "later", "phases": [{"since": "2026-01-01", "option": "framework"}]})
    return tt.Dossier.load(write(tmp_path_factory.mktemp("worth"), content))


def test_options_add_up_each_partys_own(dossier):
    package = {"steel": "lifted", "data": "framework", "standards": "mutual"}
    assert worth(dossier, package) == {"USA": -1 + 2, "EU": -0.5 + 1}
    assert worth(dossier, package, "low") == {"USA": -3 + 0, "EU": -2 + 0}
    assert worth(dossier, package, "high") == {"USA": 0 + 4, "EU": 1 + 2}


def test_nothing_is_worth_nothing(dossier):
    for which in ("low", "mid", "high"):
        assert worth(dossier, dossier.status_quo(), which) == {"USA": 0, "EU": 0}
        assert worth(dossier, {}, which) == {"USA": 0, "EU": 0}
    assert worth(dossier, {"standards": "surrender"}) == {"USA": 9, "EU": 0}


def test_a_sales_range_is_the_buyers_gain_and_the_sellers_loss(dossier):
    """The middle is in the model; beyond it the buyer is best off where the seller is worst off."""
    assert worth(dossier, {"cars": "sold"}) == {"USA": 0, "EU": 0}
    assert worth(dossier, {"cars": "sold"}, "high") == pytest.approx({"USA": 6.0, "EU": 3.0})
    assert worth(dossier, {"cars": "sold"}, "low") == pytest.approx({"USA": -3.0, "EU": -6.0})


def test_only_parties_of_the_dossier_count_and_sales_add_to_worth(dossier):
    """The EU buys from a third country, the US sells to it, and has worth of its own."""
    assert worth(dossier, {"cars": "both"}) == {"USA": 2, "EU": 0}
    assert worth(dossier, {"cars": "both"}, "high") == pytest.approx({"USA": 4 + 3.0, "EU": 6.0})
    assert worth(dossier, {"cars": "both"}, "low") == pytest.approx({"USA": 1 - 6.0, "EU": -3.0})


def test_schedules_are_weighed_by_each_partys_own_rate(dossier):
    """From year one to year four at rate r: ``(exp(-r) - exp(-4 r)) / (1 - exp(-4 r))`` of the yearly worth."""
    begins = 365 / 365.25
    for which, yearly in (("low", (0, -2)), ("mid", (2, -0.5)), ("high", (4, 1))):
        found = worth(dossier, {"data": "late", "steel": "lifted"}, which)
        for party, rate, value in zip(("USA", "EU"), (0.08, 0.02), yearly, strict=True):
            share = (math.exp(-rate * begins) - math.exp(-rate * 4)) / (1 - math.exp(-rate * 4))
            steel = {"low": -3, "mid": -1, "high": 0}[which] if party == "USA" else 0
            assert found[party] == pytest.approx(steel + share * value, abs=1e-12)
