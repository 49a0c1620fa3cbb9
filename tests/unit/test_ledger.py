"""The ledger: what was in force when, how it adds up, what it refuses."""

import json
import runpy
from importlib import resources

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.policy.ledger import COLUMNS, Ledger
from tradetalks.report.charts import to_svg
from tradetalks.report.ledger_tables import average, averages, timeline_chart

runner = CliRunner()


@pytest.fixture(scope="module")
def ledger():
    return Ledger.load("us-china")


@pytest.mark.parametrize(
    ("date", "fentanyl", "reciprocal"),
    [
        ("2025-02-03", 0.0, 0.0),
        ("2025-02-04", 0.1, 0.0),
        ("2025-03-04", 0.2, 0.0),
        ("2025-04-05", 0.2, 0.1),
        ("2025-04-10", 0.2, 1.25),
        ("2025-05-13", 0.2, 1.25),
        ("2025-05-14", 0.2, 0.1),
        ("2025-11-09", 0.2, 0.1),
        ("2025-11-10", 0.1, 0.1),
        ("2026-02-24", 0.0, 0.0),
    ],
)
def test_steps_of_2025(ledger, date, fentanyl, reciprocal):
    rates = {
        name: sum(r.rate for r in ledger.in_force(date) if r.authority == f"IEEPA {name}" and r.importer == "USA")
        for name in ("fentanyl", "reciprocal")
    }
    assert rates == pytest.approx({"fentanyl": fentanyl, "reciprocal": reciprocal})


def test_section_232_and_the_reciprocal_tariff_exclude_each_other(ledger):
    """Steel: no reciprocal duty where section 232 applies; the fentanyl duty comes on top of both."""
    rows = [r for r in ledger.in_force("2025-10-29") if r.importer == "USA"]
    by = {r.authority: r.adds("STEEL") for r in rows}
    assert by["IEEPA reciprocal"] == 0
    assert by["Section 232 steel and aluminium"] > 0.25
    assert by["IEEPA fentanyl"] == pytest.approx(0.2)
    for code in ("STEEL", "NFMET", "FABMET", "AUTO"):
        assert ledger.effective_rate("USA", "CHN", code, "2025-10-29") == pytest.approx(sum(r.adds(code) for r in rows))


def test_soybeans_before_and_after_busan(ledger):
    """Total on soybeans 23% before and 13% after: 10 points of farm surcharge ended (the 2018 surcharge is waived)."""
    before = ledger.effective_rate("CHN", "USA", "AGR", "2025-11-09")
    after = ledger.effective_rate("CHN", "USA", "AGR", "2025-11-10")
    assert before - after == pytest.approx(0.10)


def test_what_busan_changed(ledger):
    ended, began = ledger.diff("2025-11-09", "2025-11-10")
    assert {r.id for r in ended if r.kind == "tariff"} == {"fentanyl-20", "cn-farm"}
    assert {r.id for r in ended if r.kind != "tariff"} == {"us-affiliates", "us-port-fees", "cn-port-fees"}
    assert {r.id for r in began} == {"fentanyl-10b"}


def test_averages_are_near_published_ones(ledger):
    """Within four points of PIIE before 2025; definitions part ways after (docs/data.md)."""
    for row in ledger.published:
        ours = average(ledger, row["importer"], row["exporter"], row["date"])
        if row["date"] < "2025-04-01":
            assert abs(ours - row["published"]) < 4
        else:
            assert abs(ours - row["published"]) < 12
    assert average(ledger, "USA", "CHN", "2025-11-10") == pytest.approx(38.4, abs=3)  # Yale tracker


def test_every_row_has_a_source_and_says_if_it_was_verified(ledger):
    for row in ledger.rows:
        assert row.source
        assert row.verified in ("yes", "press copy")


def test_shares_under_the_review_are_those_of_trade(ledger):
    """The coverages of the four-year review are made again from the imports of 2024 beside them."""
    data = resources.files("tradetalks.policy") / "data"
    made = runpy.run_path(str(data / "build_us_china.py"))["shares"]()
    rows = {row.id: row for row in ledger.rows}
    shipped = json.loads((data / "us-china.coverage.json").read_text("utf-8"))
    assert made == {name: entry["shares"] for name, entry in shipped.items() if name.startswith("review-")}
    assert rows["s301-review-batteries"].adds("ELEQ") == pytest.approx(0.175 * made["review-batteries"]["ELEQ"])


def test_rates_make_a_shock(ledger):
    world = tt.World.default()
    rates = {s: r for s, r in ledger.rates("USA", "CHN", "2025-10-29").items() if r}
    outcome = tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", rates))
    assert outcome.certificate.certified
    assert outcome.real_income["CHN"] < 0


GOOD = "a,A,L,USA,CHN,goods,0.1,1,2025-01-01,2025-12-31,s,yes,"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (GOOD.replace("goods", "stel"), "unknown product 'stel' .nearest: 'STEEL'"),
        (GOOD.replace("CHN", "CHNA"), "unknown exporter 'CHNA' .nearest: 'CHN'"),
        (GOOD.replace("0.1", "25"), "rate is 25, which is 2,500%; rates are fractions: 0.25 is 25%"),
        (GOOD.replace("0.1", "25%"), "write a fraction: 25% is 0.25"),
        (GOOD.replace("2025-12-31", "2024-12-31"), "effective_until 2024-12-31 comes before effective_from"),
        (GOOD.replace("2025-01-01", "January"), "found 'January', expected YYYY-MM-DD"),
        (GOOD.replace(",1,2025", ",ieepo,2025"), "unknown coverage 'ieepo'"),
        (GOOD.replace(",1,2025", ",1.5,2025"), "coverage is 1.5, expected 0 to 1"),
        (GOOD + "\n" + GOOD, "id 'a' is given twice"),
        (GOOD + "\n" + GOOD.replace("a,A", "b,A"), "a and b: the same measure twice from 2025-01-01"),
    ],
)
def test_faulty_rows_are_named(tmp_path, line, message):
    file = tmp_path / "l.csv"
    file.write_text(",".join(COLUMNS) + "\n" + line + "\n")
    with pytest.raises(tt.PolicyError, match=message):
        Ledger.load(file)
    file.write_text(",".join(COLUMNS).replace("rate", "rat") + "\n" + GOOD + "\n")
    with pytest.raises(tt.PolicyError, match=r"no column 'rate' .nearest: 'rat'"):
        Ledger.load(file)


def test_picture_and_commands(ledger, tmp_path):
    svg = to_svg(timeline_chart(averages(ledger), ledger))
    assert "United States on China (with Hong Kong)" in svg
    assert "NaN" not in svg
    shown = json.loads(runner.invoke(app, ["ledger", "show", "--on", "2025-10-29", "--json"]).stdout)
    assert {r["id"] for r in shown} >= {"fentanyl-20", "reciprocal-10b", "cn-farm"}
    printed = " ".join(runner.invoke(app, ["ledger", "show", "--on", "2025-10-29"]).stdout.split())
    assert "Coal;" in printed
    assert "COAL" not in printed
    changed = json.loads(runner.invoke(app, ["ledger", "diff", "2025-11-09", "2025-11-10", "--json"]).stdout)
    assert len(changed["ended"]) == 5
    result = runner.invoke(app, ["ledger", "timeline", "-o", str(tmp_path / "t.svg")])
    assert "PIIE" in result.stdout
    assert (tmp_path / "t.svg").exists()
    assert isinstance(runner.invoke(app, ["ledger", "show", "--on", "soon"]).exception, tt.PolicyError)


def test_what_is_no_tariff_is_listed_and_adds_nothing(ledger):
    """Controls, fees and purchases of the eve are there and enter no rate; after Busan the suspended ones are gone."""
    eve = {r.id: r.kind for r in ledger.in_force("2025-10-29")}
    assert eve["cn-rare-earths-april"] == eve["us-affiliates"] == "export_control"
    assert eve["us-port-fees"] == eve["cn-port-fees"] == "fee"
    assert eve["cn-soy-boycott"] == "import_limit"
    after = {r.id for r in ledger.in_force("2025-11-10")}
    assert "cn-rare-earths-april" in after
    assert not after & {"us-affiliates", "us-port-fees", "cn-port-fees", "cn-rare-earths-october", "cn-soy-boycott"}
    assert {"us-affiliates-b"} <= {r.id for r in ledger.in_force("2026-11-10")}
    assert all(r.adds(code) == 0 for r in ledger.rows if r.kind != "tariff" for code in r.products)
    assert all(r.verified and r.source for r in ledger.rows)


def test_dossiers_read_the_ledgers_coverage(tmp_path):
    covered = {"title": "covered", "source": "press", "ledger": "us-china:ieepa"}
    found = tt.Dossier.load(write(tmp_path, small(profiles={**small()["profiles"], "covered": covered})))
    assert found.profile_rates()["covered"]["ELECTR"] == pytest.approx(0.6)


def test_products_may_be_hs_codes(tmp_path):
    row = "x,A,b,USA,CHN,{},0.25,0.1,2025-01-01,,a paper,yes,,tariff\n"
    file = tmp_path / "mine.csv"
    file.write_text(",".join(COLUMNS) + "\n" + row.format("HS8542 HS72"))
    mine = Ledger.load(file)
    assert mine.rows[0].products == ("ELECTR", "STEEL")
    assert mine.effective_rate("USA", "CHN", "STEEL", "2025-06-01") == pytest.approx(0.025)
    file.write_text(",".join(COLUMNS) + "\n" + row.format("HS99"))
    with pytest.raises(tt.PolicyError, match="'HS99': no such HS chapter"):
        Ledger.load(file)


def test_timeline_starts_before_and_steps_on_every_change(ledger):
    steps = dict(ledger.timeline("USA", "CHN"))
    assert list(steps) == ledger.dates()
    assert max(steps.values(), key=lambda r: r["TEXT"])["TEXT"] > 1.4  # April 2025
