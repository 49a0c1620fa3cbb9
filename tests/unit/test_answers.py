"""Duties of others in answer to US duties, and exemptions that are told of and not published."""

import json
from importlib import resources

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.errors import PolicyError
from tradetalks.policy.duties import answers, china, measures, on_world
from tradetalks.policy.duties.changes import answer_rates, china_rates, read_changes

runner = CliRunner()
TOLD = json.loads((resources.files("tradetalks.policy") / "data/duties/answers.json").read_text(encoding="utf-8"))


def highest(importer, day, *codes):
    rate = answers.rates(importer, day)
    on = [c.startswith(codes) for c in answers.codes()]
    return float(sum(rate.values(), np.zeros(len(on)))[on].max())


@pytest.mark.parametrize(
    ("importer", "day", "code", "least", "most"),
    [
        ("CAN", "2018-06-30", "7208", 0.0, 0.0),
        ("CAN", "2018-07-01", "7208", 0.20, 0.25),
        ("CAN", "2018-07-01", "210320", 0.09, 0.10),  # ketchup
        ("CAN", "2019-05-20", "7208", 0.0, 0.0),
        ("CAN", "2025-03-12", "7208", 0.0, 0.0),
        ("CAN", "2025-03-13", "7208", 0.20, 0.25),
        ("CAN", "2025-04-08", "870323", 0.0, 0.0),
        ("CAN", "2025-04-09", "870323", 0.2125, 0.2125),  # 25% of value less 15% of content
        ("CAN", "2026-09-08", "7208", 0.40, 0.50),
        ("EU27", "2018-06-22", "220830", 0.01, 0.25),  # whiskey; a part of its heading pays
        ("EU27", "2022-01-01", "220830", 0.0, 0.0),
        ("EU27", "2025-08-07", "220830", 0.0, 0.0),  # the package of 2025 never applied
        ("MEX", "2018-06-05", "020319", 0.10, 0.10),
        ("MEX", "2018-07-05", "020319", 0.20, 0.20),
        ("MEX", "2019-05-20", "020319", 0.0, 0.0),
        ("TUR", "2018-07-01", "8703", 0.35, 0.35),
        ("TUR", "2018-09-01", "8703", 0.70, 0.70),
        ("TUR", "2025-03-28", "8703", 0.35, 0.35),  # as the US government's matrix of that day
    ],
)
def test_the_law_on_a_day(importer, day, code, least, most):
    assert least - 1e-9 <= highest(importer, day, code) <= most + 1e-4


@pytest.mark.parametrize("name", list(TOLD))
def test_lists_cover_the_trade_that_their_government_said(name):
    assert TOLD[name]["covered_bn"] == pytest.approx(TOLD[name]["bn"], rel=0.01)


def test_average_points_are_rate_times_trade_covered():
    first = TOLD["canada 4 march"]
    on_that_day = answers.average("CAN", "2025-03-04")["answer to fentanyl duties"]
    assert on_that_day == pytest.approx(25 * first["bn"] / first["us_exports_bn"], rel=0.01)


def test_from_september_2025_canada_taxes_metals_and_cars_alone():
    rate = sum(answers.rates("CAN", "2025-09-01").values(), np.zeros(len(answers.codes())))
    taxed = {c for c, r in zip(answers.codes(), rate, strict=True) if r > 0}
    assert taxed
    assert {c[:2] for c in taxed} == {"72", "73", "76", "87"}
    assert {c[:4] for c in taxed if c.startswith("87")} == {"8703", "8704"}


def test_on_a_world_only_us_goods_pay_and_only_who_answered_charges():
    world = tt.World.default()
    points = on_world.points(world, "answers", "2018-01-01", "2018-08-01")
    us = world.region("USA")
    charged = {world.regions[n] for n in range(len(world.regions)) if points[us, n].any()}
    assert charged <= {"CAN", "EU27", "MEX", "ROW"}
    assert {"CAN", "EU27", "MEX"} <= charged
    assert not np.delete(points, us, axis=0).any()
    steel, services = world.sector("STEEL"), world.sector("FIN")
    assert 0.15 < points[us, world.region("CAN"), steel] <= 0.25
    assert points[us, world.region("CAN"), services] == 0.0
    back = on_world.points(world, "answers", "2018-08-01", "2018-01-01")
    assert np.allclose(points, -back)


def test_an_answer_can_change_in_a_dossier():
    [absent] = read_changes({"answer to 232": "absent"}, ["CAN"])
    assert set(answer_rates("CAN", "2025-05-01", [absent])) == {"answer to fentanyl duties"}
    [returned] = read_changes({"eu-2018": "in force"}, ["EU27"])
    returned_rates = answer_rates("EU27", "2025-05-01", [returned])
    assert np.allclose(returned_rates["answer to 232"], answers.rates("EU27", "2019-01-01")["answer to 232"])


def test_what_is_only_reported_is_not_charged():
    told = {d.id: d for d in measures.duties("CHN") if d.state == "reported"}
    assert set(told) == {"cn-exempt-2025", "cn-soybeans"}
    assert not set(told.values()) & set(china.charged("2025-05-01"))
    assert all(duty.state_on(duty.effective_from) == "reported, not law" for duty in told.values())
    law, reported = china.rates("2025-05-01"), china.as_reported("2025-05-01")
    assert all(np.array_equal(law[layer], reported[layer]) for layer in law if layer not in ("match", "2018-19"))
    code = china.codes().index
    spared = reported["match"] < law["match"]
    assert not reported["match"][spared].any()
    assert [bool(spared[code(six)]) for six in ("300490", "120190", "854232")] == [True, False, False]  # memories: not
    waived = reported["2018-19"] < law["2018-19"]
    assert list(np.flatnonzero(waived)) == [code("120190")]


def test_reported_exemptions_cover_about_what_was_reported():
    """24% of imports, by Bloomberg on 2 May 2025; ours by kinds of goods named, on US exports of 2020."""
    law, reported = (china.average_of(r, year=2020)["match"] for r in (china.rates("2025-05-01"),
                                                                       china.as_reported("2025-05-01")))  # fmt: skip
    assert 1 - reported / law == pytest.approx(0.24, abs=0.05)


def test_a_dossier_asks_for_reported_exemptions_by_name():
    asked = read_changes({"cn-exempt-2025": "in force", "cn-soybeans": "in force"}, ["CHN"])
    under, reported = china_rates("2025-10-29", asked), china.as_reported("2025-10-29")
    assert all(np.array_equal(under[layer], reported[layer]) for layer in reported)
    assert np.array_equal(china.as_reported("2025-03-01")["mfn"], china.rates("2025-03-01")["mfn"])


def test_every_answer_names_lists_that_are_there_and_a_source():
    for importer in answers.IMPORTERS:
        for duty in measures.duties(importer):
            assert duty.source
            assert set(duty.products) <= answers.list_names()
            assert duty.layer in answers.LAYERS
            assert duty.products or duty.form == "listed"


def test_bad_input_names_what_was_expected():
    with pytest.raises(PolicyError, match=r"'CA'.*CAN"):
        answers.rates("CA", "2025-05-01")
    with pytest.raises(PolicyError, match="begin on 2018-01-01"):
        answers.rates("CAN", "2017-12-31")


def test_commands():
    shown = runner.invoke(app, ["ledger", "rates", "USA", "--by", "CAN", "--on", "2025-03-13", "--json"])
    [column] = json.loads(shown.output).values()
    assert sum(column.values()) == pytest.approx(3.09, abs=0.05)
    assert "CAN, EU27, MEX, TUR" in str(runner.invoke(app, ["ledger", "rates", "USA", "--by", "IND"]).exception)
    told = runner.invoke(app, ["ledger", "rates", "USA", "--on", "2025-05-01"]).output
    assert "as reported" in " ".join(told.split())
    due = runner.invoke(app, ["ledger", "due", "--since", "2026-08-01", "--days", "40"]).output
    assert "European Union" in due
    assert "Canada: answer" in due
