"""Worth of an option at a rate set by hand: in proportion between today and its own, none beyond today's other side."""

import pytest

import tradetalks as tt
from tests.small_dossier import FOUR, small
from tradetalks.app.position import worth_of, worth_words, written
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.app.why import AT_RATES, told
from tradetalks.cli.rates import at_rates


@pytest.fixture(scope="module")
def dossier():
    """US steel duty 25 points today; an option of 10 points is a concession that costs the US a billion."""
    content = small(world=FOUR)
    charged = content["agenda"][0]["options"][0]["measures"][0]
    content["agenda"][0]["options"].append({
        "id": "ten", "title": "10 points", "measures": [{**charged, "points": 0.1}],
        "worth": {"USA": {"low": -2, "mid": -1, "high": 0, "basis": "judgement"}},
    })  # fmt: skip
    return tt.Dossier.model_validate(content)


def at(rate, **more):
    return State(package={"steel": "ten"}, rates={"steel.ten.0": rate}, **more)


@pytest.mark.parametrize(("rate", "share"), [(0.1, 1.0), (0.175, 0.5), (0.25, 0.0), (0.3, 0.0), (0.05, 4 / 3)])
def test_worth_goes_with_the_way_from_today_and_no_further_back(dossier, rate, share):
    found = worth_of(dossier, at(rate)).get(("steel", "ten"), {"USA": (-2.0, -1.0, 0.0)})
    assert found["USA"] == pytest.approx((-2 * share, -share, 0.0))
    option = dossier.item("steel").option("ten")
    other = written(dossier, at(rate))
    assert other.item("steel").option("ten").worth == option.worth  # the listed option stays as it is
    set_to = other.item("steel").option(other.package(other.position)["steel"])
    assert set_to.worth["USA"].mid == pytest.approx(-share)
    assert bool(worth_words(dossier, at(rate))) is (share != 1)


def test_it_is_said_what_counts(dossier):
    (beyond,) = worth_words(dossier, at(0.3))
    assert "lies beyond today's, on the other side" in beyond
    assert "0.00 in place of \u22121.00 bn a year to the United States" in beyond
    (half,) = worth_words(dossier, at(0.175))
    assert "50% of it counts" in half


def test_worth_set_by_hand_counts_as_it_is_set(dossier):
    state = at(0.3, worth={"steel.ten.USA": (-6.0, -5.0, -4.0)})
    assert worth_of(dossier, state)["steel", "ten"]["USA"] == (-6.0, -5.0, -4.0)
    assert worth_words(dossier, state) == []


def test_the_page_counts_it_so(dossier):
    table = Table(tt.deal_space(dossier))
    told = table.evaluate(at(0.3))
    assert told["parties"]["USA"]["political"] == pytest.approx(0.0)
    assert told["worth_notes"] == worth_words(dossier, at(0.3))
    assert table.evaluate(at(0.175))["parties"]["USA"]["political"] == pytest.approx(-0.5)
    assert table.evaluate(State(package={"steel": "ten"}))["parties"]["USA"]["political"] == pytest.approx(-1.0)


# ---------------------------------------------------------------- duties of the ledger
CUT = {"USA": {"low": -25, "mid": -10, "high": 0, "basis": "judgement"}}


@pytest.fixture(scope="module")
def by_law():
    """The law of 29 October 2025, under which the fentanyl layer stands at 20 points on China; cut to 10, or lifted."""
    content = small(world=FOUR)
    content["in_force"] = {"ledger": "2025-10-29"}

    def to(rate, **change):
        measure = {"instrument": "ledger", "importer": "USA", "exporter": "CHN", "change": change}
        return {"id": rate, "title": f"{rate} points", "worth": CUT, "measures": [measure]}

    options = [{"id": "twenty", "title": "20 points"}, to("ten", fentanyl=0.1), to("lifted", fentanyl="absent"),
               to("topped", reciprocal={"tops up to": 0.05})]  # fmt: skip
    content["agenda"].append({"id": "duty", "title": "US fentanyl duty", "status_quo": "twenty", "options": options})
    return tt.Dossier.model_validate(content)


@pytest.fixture(scope="module")
def page(by_law):
    return Table(tt.deal_space(by_law))


def of_law(rate, option="ten", key="duty.ten.0"):
    return State(package={"duty": option}, rates={key: rate})


@pytest.mark.parametrize(("rate", "share"), [(0.15, 0.5), (0.2, 0.0), (0.25, 0.0), (0.05, 1.5), (0.0, 2.0)])
def test_of_a_duty_of_the_ledger_the_way_begins_at_the_law_in_force(by_law, page, rate, share):
    assert worth_of(by_law, of_law(rate))["duty", "ten"]["USA"] == pytest.approx((-25 * share, -10 * share, 0.0))
    assert page.evaluate(of_law(rate))["parties"]["USA"]["political"] == pytest.approx(-10 * share)


def test_at_the_law_in_force_nothing_of_a_duty_counts_and_that_is_said(by_law, page):
    found = page.evaluate(of_law(0.2))["parties"]["USA"]
    assert (found["economic"], found["political"]) == pytest.approx((0.0, 0.0), abs=1e-6)
    (words,) = worth_words(by_law, of_law(0.2))
    assert "is today's" in words
    assert "beyond" not in words


def test_the_command_line_counts_it_so(by_law, capsys):
    found, package = at_rates(by_law, {}, ["duty.ten=15%"])
    assert found.item("duty").option(package["duty"]).worth["USA"].mid == pytest.approx(-5.0)
    assert "50% of it counts" in capsys.readouterr().err


@pytest.mark.parametrize(("share", "kept"), [(0.5, 0.5), (0.25, 0.75), (1.0, 0.0)])
def test_of_a_duty_lifted_what_comes_back_takes_its_worth_along(by_law, share, kept):
    found = worth_of(by_law, of_law(share, "lifted", "duty.lifted.0.all"))
    assert found["duty", "lifted"]["USA"][1] == pytest.approx(-10 * kept)


def test_of_a_total_the_way_is_what_is_paid(by_law):
    """10 points over the base today; topped up to less, less is paid, and never more than the whole way is gone."""
    mids = [worth_of(by_law, of_law(r, "topped", "duty.topped.0"))["duty", "topped"]["USA"][1] for r in (0.02, 0.1)]
    assert mids[0] < -10 < mids[1] < 0


# ---------------------------------------------------------------- taken apart
@pytest.mark.parametrize("rate", [0.15, 0.2])
def test_who_gives_is_told_at_the_rate_set_in_every_row(page, rate):
    """An option changed alone is the whole package: its row and the package's say the same."""
    found = told(page, of_law(rate), "account", lambda *_: None)
    account = found["tables"][0]
    (row,) = [r for r in account["rows"] if r[0] == "US fentanyl duty"]
    (total,) = [r for r in account["rows"] if r[0].startswith("package")]
    assert row[2:] == total[2:]
    assert f"fentanyl tariff at {100 * rate:g}%" in row[1]
    assert found["words"][0] == AT_RATES


@pytest.mark.parametrize("rate", [0.05, 0.15])
def test_what_keeps_a_package_alive_is_told_at_the_rate_set(page, rate):
    space, package = page.at_rates(of_law(rate))
    deal, card = space.deal(package), page.evaluate(of_law(rate))["parties"]
    assert deal.value == pytest.approx({p: one["value"] for p, one in card.items()}, abs=1e-6)
    assert told(page, of_law(rate), "keeps", lambda *_: None)["words"][0] == AT_RATES
    listed = space.deal({**package, "duty": "ten"})
    assert listed.value == pytest.approx(page.space.deal({"duty": "ten"}).value)


def test_without_a_rate_nothing_is_said_of_one(page):
    state = State(package={"duty": "ten"})
    assert AT_RATES not in told(page, state, "account", lambda *_: None)["words"]
    assert page.at_rates(state)[1]["duty"] == "ten"
