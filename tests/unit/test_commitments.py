"""Commitments: the target path, what counts as on track, the layouts of actuals, messages."""

import datetime
import json

import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tradetalks.cli import app
from tradetalks.policy import commitments
from tradetalks.policy.commitments import Commitment, progress, read_actuals
from tradetalks.report.charts import to_svg
from tradetalks.report.commitment_chart import chart, progress_table

runner = CliRunner()
D = datetime.date


def pledge(**more):
    content = {
        "name": "beans", "title": "Beans", "party": "China", "what": "purchases", "unit": "Mt", "source": "a paper",
        "verified": "no", "path": [{"begins": "2026-01-01", "ends": "2026-12-31", "amount": 12}], **more,
    }  # fmt: skip
    return Commitment.model_validate(content)


def monthly(*values):
    return [(D(2026, m, 1), D(2026, m, 28 if m == 2 else 30), v) for m, v in enumerate(values, start=1)]


def test_an_even_path_asks_for_a_twelfth_a_month():
    found = pledge()
    assert found.due(D(2026, 1, 31), found.path[0]) == pytest.approx(1.0)
    assert found.due(D(2026, 6, 30), found.path[0]) == pytest.approx(6.0)
    assert found.due(D(2027, 5, 5), found.path[0]) == pytest.approx(12.0)


def test_a_season_moves_the_path():
    found = pledge(season=[0.5, 0.5, *[0.0] * 10])
    assert found.due(D(2026, 1, 31), found.path[0]) == pytest.approx(6.0)
    assert found.due(D(2026, 2, 28), found.path[0]) == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("values", "on", "status", "projected"),
    [
        ((), "2025-06-01", "not begun", None),
        ((), "2026-06-01", "no figures", None),
        ((1.0, 1.0), None, "on track", 12.0),
        ((0.5, 0.5), None, "behind", 6.0),
        ((6.0, 6.0), None, "met", None),
    ],
)
def test_status_and_projection(values, on, status, projected):
    [row] = progress(pledge(), monthly(*values), D.fromisoformat(on) if on else None)
    assert row.status == status
    if projected is not None:
        assert row.projected == pytest.approx(projected, rel=0.02)


def test_a_year_that_ends_short_is_missed_and_later_counts_do_not_help():
    year = [(D(2026, 1, 1), D(2026, 12, 31), 11.0), (D(2027, 1, 1), D(2027, 12, 31), 50.0)]
    [row] = progress(pledge(), year)
    assert row.status == "missed"
    assert row.actual == pytest.approx(11.0)
    assert row.projected == pytest.approx(11.0)


def test_figures_that_straddle_two_periods_are_shared_by_days():
    path = [
        {"begins": "2026-01-01", "ends": "2026-01-15", "amount": 1},
        {"begins": "2026-01-16", "ends": "2026-01-31", "amount": 1},
    ]
    rows = progress(pledge(path=path), [(D(2026, 1, 1), D(2026, 1, 31), 3.1)])
    assert [r.actual for r in rows] == pytest.approx([1.5, 1.6])


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("date,value\n2026-01,1\n2026-02,2\n", 3.0),
        ("date,cumulative\n2026-01-10,1\n2026-01-20,4\n", 4.0),
        ("time,CTY_CODE,E_COMMODITY,ALL_VAL_MO\n2026-01,5700,1201,\"1,000\"\n2026-02,5700,1201,500\n", 1500.0),
        ("period,reporterISO,cmdCode,primaryValue,netWgt\n202601,USA,1201,10,3\n202601,USA,1202,20,4\n", 30.0),
    ],
)  # fmt: skip
def test_layouts_of_actuals(tmp_path, text, total):
    (tmp_path / "a.csv").write_text(text)
    rows = read_actuals(tmp_path / "a.csv")
    assert sum(value for _, _, value in rows) == pytest.approx(total)
    assert rows[0][0].year == 2026


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("day,amount\n1,2\n", "expected date,value"),
        ("date,value\nJanuary,2\n", "line 2: date 'January'"),
        ("date,value\n2026-01,two\n", "line 2"),
        ("date,value\n2026-13,2\n", "line 2"),
        ("", "expected date,value"),
    ],
)
def test_bad_actuals_are_named(tmp_path, text, words):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(tt.PolicyError, match=words):
        read_actuals(tmp_path / "a.csv")


def test_bad_commitments_list_their_faults(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("name: Beans\ntitle: B\nparty: c\nwhat: w\nunit: Mt\nsource: s\nverified: no\n"
                    "path: [{begins: 2026-02-01, ends: 2026-01-01, amount: 3}, {begins: 2027-01-01}]\n")  # fmt: skip
    with pytest.raises(tt.PolicyError) as caught:
        commitments.load(file)
    for words in ("name", "before it begins", "path.1.ends", "c.yaml"):
        assert words in str(caught.value)
    with pytest.raises(tt.PolicyError, match="nearest: 'phase-one'"):
        commitments.load("phase-won")
    with pytest.raises(ValueError, match="when another ends"):
        pledge(path=[{"begins": "2026-01-01", "ends": "2026-12-31", "amount": 1},
                     {"begins": "2026-06-01", "ends": "2027-12-31", "amount": 1}])  # fmt: skip
    with pytest.raises(ValueError, match="sum to 1"):
        pledge(season=[0.1] * 12)


def test_phase_one_reached_57_per_cent():
    found, path = commitments.load("phase-one")
    rows = progress(found, read_actuals(path.parent / found.actuals))
    assert {r.status for r in rows} == {"missed"}
    assert sum(r.actual for r in rows) / sum(r.period.amount for r in rows) == pytest.approx(0.575, abs=0.005)


def test_track_on_the_command_line(tmp_path):
    for name in commitments.shipped():
        assert runner.invoke(app, ["track", name]).exit_code == 0
    picture = tmp_path / "soy.svg"
    result = runner.invoke(app, ["track", "busan-soybeans", "--json", "-o", str(picture)])
    periods = json.loads(result.stdout)["periods"]
    assert periods[0]["status"] == "met"
    assert periods[1]["status"] == "no figures" or periods[1]["status"] == "not begun"
    assert picture.read_text().startswith("<svg")
    earlier = json.loads(runner.invoke(app, ["track", "busan-soybeans", "--json", "--on", "2026-01-10"]).stdout)
    assert earlier["periods"][0]["status"] in ("behind", "on track")


def test_the_picture_shows_path_counts_and_projection():
    found = pledge()
    counted = monthly(0.5, 0.5)
    svg = to_svg(chart(found, counted, progress(found, counted)))
    for words in ("target path", "counted", "at this pace"):
        assert words in svg


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("party:", "partie:", "partie: unknown name (nearest: 'party'); expected one of: name, title, party"),
        ("amount:", "amout:", "path.0.amout: unknown name (nearest: 'amount'); expected one of: begins, ends, amount"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(tmp_path, old, new, says):
    text = (
        "name: rice\ntitle: Rice\nparty: Japan\nwhat: rice\nunit: bn USD\nsource: none\nverified: judgement\n"
        "path:\n  - {begins: 2024-01-01, ends: 2024-12-31, amount: 10}\n"
    )
    (tmp_path / "com.yaml").write_text(text.replace(old, new))
    with pytest.raises(tt.PolicyError) as caught:
        commitments.load(tmp_path / "com.yaml")
    assert says in str(caught.value)


def test_a_period_that_has_begun_but_is_not_counted_yet_is_told_apart_from_one_that_has_not_begun():
    found = pledge(
        path=[
            {"begins": "2025-01-01", "ends": "2025-12-31", "amount": 12},
            {"begins": "2026-01-01", "ends": "2026-12-31", "amount": 12},
            {"begins": "2027-01-01", "ends": "2027-12-31", "amount": 12},
        ]
    )
    counted = [(D(2025, m, 1), D(2025, m, 28), 1.0) for m in range(1, 7)]
    rows = progress(found, counted, now=D(2026, 5, 1))
    assert [r.status for r in rows] == ["on track", "no figures", "not begun"]
    told = [str(cell) for cell in progress_table(found, rows, D(2025, 6, 28)).columns[-1].cells]
    assert told == ["on track", "not counted since 2025-06-28", "not begun"]
