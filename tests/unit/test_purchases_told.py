"""What promised purchases cost the buyer's budget is one number on the terminal, the page, in print, csv and JSON."""

import csv
import io
import json
import re
from types import SimpleNamespace

import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app import ranges as page_ranges
from tradetalks.app.aside import Here
from tradetalks.app.server import create
from tradetalks.app.state import State
from tradetalks.cli import app
from tradetalks.counsel import bands
from tradetalks.incidence.revenue import subsidies_added
from tradetalks.report.brief import render
from tradetalks.report.findings import gather
from tradetalks.report.plain_words import PURCHASES

PROMISE = {
    "instrument": "purchase_commitment",
    "importer": "EU27",
    "exporter": "USA",
    "billions": 20,
    "sectors": ["AUTO"],
}
WORTH = {"low": 0, "mid": 2, "high": 4, "basis": "judgement"}
DEAL = {"promise": "bought"}
COLUMN = "promised_purchases_cost_added_bn_usd_at_unchanged_wages"


@pytest.fixture(scope="module")
def talks(tmp_path_factory):
    """Talks on one promise to buy, open on the page, with ranges of one set of elasticities."""
    item = {
        "id": "promise", "title": "Cars", "status_quo": "none",
        "options": [
            {"id": "none", "title": "as it is"},
            {"id": "bought", "title": "20 bn a year", "measures": [PROMISE], "worth": {"EU": WORTH}},
        ],
    }  # fmt: skip
    content = small(
        agenda=[item], constraints=[], red_lines=[], world={"groups": "USA, EU27, CHN, ROW=*"},
        no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}],
    )  # fmt: skip
    folder = write(tmp_path_factory.mktemp("talks"), content)
    with pytest.MonkeyPatch.context() as patched:
        for module in (page_ranges, bands):
            patched.setattr(module, "drawn_sets", lambda *_: ["GYY"])
        server = create(tt.Dossier.load(folder))
        table = server.state.shelf.open("small", lambda *_: None)
        outcome = table.space.eve.solve(DEAL)
        cost = float(subsidies_added(outcome)[outcome.world.region("EU27")])
        with TestClient(server, base_url="http://127.0.0.1:8450") as client:
            yield SimpleNamespace(folder=folder, table=table, client=client, cost=cost)


def test_the_promise_costs_something(talks):
    assert talks.cost > 0.5


def test_page_and_its_files(talks):
    found = talks.client.post("/api/tables/small/evaluate", json={"package": DEAL}).json()
    assert set(found["purchases"]) == {"EU"}
    assert found["purchases"]["EU"]["after"] - found["purchases"]["EU"]["before"] == pytest.approx(talks.cost)
    assert talks.client.post("/api/tables/small/evaluate", json={}).json()["purchases"] == {}
    told = page_ranges.ranges(talks.table, State(package=DEAL), lambda *_: None, Here())["regions"]["EU27"]
    assert told["purchases"] == pytest.approx([talks.cost] * 2, abs=1e-5)
    asked = {"state": {"package": DEAL}, "ranges": True}
    text = talks.client.post("/api/tables/small/download/regions.csv", json=asked).text
    rows = {row["region"]: row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows["EU27"][COLUMN]) == pytest.approx(talks.cost)
    assert float(rows["EU27"][COLUMN + "_low_end"]) == pytest.approx(talks.cost, abs=1e-5)
    assert float(rows["USA"][COLUMN]) == 0


def test_terminal_and_json(talks):
    run = ["solve", str(talks.folder), "-p", "promise=bought", "--who-pays", "--ranges"]
    told = json.loads(CliRunner().invoke(app, [*run, "--json"]).output)
    by_region = told["regions"]["EU27"]["promised_purchases_cost_added_bn_at_unchanged_wages"]
    assert by_region == pytest.approx(talks.cost)
    assert told["who_pays"]["promised_purchases_cost"]["EU27"]["added"] == pytest.approx(talks.cost)
    assert told["ranges"]["regions"]["EU27"]["promised_purchases_cost_added_bn"][0] == pytest.approx(
        talks.cost, abs=1e-5
    )
    shown = " ".join(CliRunner().invoke(app, run, env={"COLUMNS": "200"}).output.split())
    figure = re.search(r"Cost of promised purchases, European Union: (\+[\d.]+) bn USD a year", shown)
    assert figure
    assert float(figure[1]) == pytest.approx(talks.cost, abs=0.051)
    assert "cost of promised purchases added" in shown


def test_brief(talks):
    html = render(gather(talks.table.space, sensitivity=False))
    payers = html.partition('id="payers"')[2].partition("</section>")[0]
    assert PURCHASES in payers
    row = re.search(r"European Union</td>(.*?)</tr>", payers, re.DOTALL)
    assert row
    figures = [float(cell) for cell in re.findall(r'<td class="n">(\+[\d.]+)', row[1])]
    assert figures[1] == pytest.approx(talks.cost, abs=0.051)  # the first is revenue
    first = html.partition('<nav aria-label="Contents">')[0]
    assert f"European Union: {PURCHASES}" in first
