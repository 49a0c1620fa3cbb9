"""What the page shows of a position, and what is taken away of it, is what the library says under the same settings."""

import base64
import csv
import html
import io
import re
import zipfile

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
from fastapi.testclient import TestClient

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.app import downloads
from tradetalks.app.position import written
from tradetalks.app.server import create
from tradetalks.app.state import State
from tradetalks.incidence.households import household_cost
from tradetalks.incidence.jobs import jobs
from tradetalks.report.numbers import Figures, bn
from tradetalks.value.eve import bring_to_eve

DEAL = {"steel": "lifted", "data": "framework"}
OF_MODEL = ("regions.csv", "sectors.csv", "households.csv", "trade.csv")
STATES = {
    "today": {},
    "package": {"package": DEAL},
    "rate": {"rates": {"steel.charged.0": 0.47}},
    "weight": {"weights": {"EU": 2.0}},
    "chance": {"probabilities": {"as_is": 0, "war": 1}},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = create(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))))
    app.state.shelf.open("small", lambda *_: None)
    with TestClient(app, base_url="http://127.0.0.1:8450") as made:
        yield made


@pytest.fixture(scope="module")
def space(client):
    return client.app.state.shelf.get("small").space


def evaluate(client, **state):
    found = client.post("/api/tables/small/evaluate", json=state)
    assert found.status_code == 200, found.text
    return found.json()


def deals(client, **state):
    found = client.post("/api/tables/small/deals", json=state)
    assert found.status_code == 200, found.text
    return found.json()


def download(client, kind, **state):
    found = client.post(f"/api/tables/small/download/{kind}", json={"state": state})
    assert found.status_code == 200, found.text
    return found


def points(told):
    return sorted(tuple(round(g, 7) for g in point["gain"].values()) for point in told["points"]["frontier"])


def heavier(tmp_path, party, factor):
    """The small dossier with one party's worth multiplied, as a file says it."""
    content = small()
    for item in content["agenda"]:
        for option in item["options"]:
            worth = option.get("worth", {}).get(party)
            if worth:
                worth.update({end: factor * worth[end] for end in ("low", "mid", "high")})
    return tt.Dossier.load(write(tmp_path, content))


class TestWhatIsSetMovesTheDeals:
    def test_a_weight_moves_frontier_solutions_and_counts(self, client, tmp_path):
        truth = tt.deal_space(heavier(tmp_path, "EU", 2.0))
        told = deals(client, weights={"EU": 2.0})
        want = sorted(tuple(round(deal.gain[p], 7) for p in truth.parties) for deal in truth.frontier)
        assert points(told) == want
        assert points(told) != points(deals(client))
        assert (told["feasible"], told["signable"]) == (truth.feasible, truth.signable)
        for name, deal in truth.named.items():
            assert told["points"]["named"][name]["gain"] == pytest.approx(deal.gain, abs=1e-7)

    def test_a_weight_moves_what_a_position_is_worth_alike(self, client, tmp_path):
        truth = tt.deal_space(heavier(tmp_path, "EU", 2.0)).deal(DEAL)
        told = evaluate(client, package=DEAL, weights={"EU": 2.0})["parties"]
        for p in truth.gain:
            found = [told[p][name] for name in ("gain", "value", "low", "high")]
            assert found == pytest.approx([truth.gain[p], truth.value[p], truth.low[p], truth.high[p]], abs=1e-7)

    def test_a_chance_moves_counts_and_words(self, client, space):
        told = deals(client, probabilities={"as_is": 0, "war": 1})
        for p in space.parties:
            assert told["no_deal_expected"][p] == pytest.approx(space.no_deal["war"].value[p], abs=1e-9)
        assert told["signable"] != space.signable
        assert f"{told['signable']:,} packages" in told["words"]

    def test_where_nothing_can_be_signed_the_page_says_so(self, tmp_path):
        """A no deal that the rules would not let anyone sign, better for the Union than all they would."""
        content = small()
        best = {**DEAL, "standards": "mutual"}
        content["constraints"].append(
            {"when": {"data": ["framework"]}, "then": {"standards": ["none"]}, "because": "one at a time"}
        )
        content["no_deal"].append({"name": "bliss", "title": "bliss", "probability": 0, "package": best})
        app = create(tt.Dossier.load(write(tmp_path, content)))
        table = app.state.shelf.open("small", lambda *_: None)
        assert table.deals(State())["signable"] > 0
        told = table.deals(State(probabilities={"as_is": 0, "war": 0, "bliss": 1}))
        assert (told["signable"], told["points"]["frontier"]) == (0, [])
        assert "nash" not in told["points"]["named"]
        assert told["points"]["none"][0].startswith("No package is recommended: ")

    def test_a_rate_moves_the_solved_set_and_the_page_says_how_far_to_trust_it(self, client):
        key = "steel.doubled.0"
        told = deals(client, rates={key: 0.9})
        assert "shifted by what the changed rates do by themselves: approximate" in told["approximate"]
        assert "solved at the dossier's rates" in told["words"]
        assert "exact" not in told["words"]
        assert deals(client, rates={key: 0.5})["approximate"] == ""  # the dossier's own rate
        assert told["points"]["named"]["status_quo"]["gain"] == deals(client)["points"]["named"]["status_quo"]["gain"]

    def test_at_once_and_whole_agree_where_nothing_is_new(self, client):
        quick = client.post("/api/tables/small/deals?whole=false", json={"weights": {"EU": 3.0}}).json()
        assert quick["summed"] == 0
        assert points(quick) == points(deals(client, weights={"EU": 3.0}))

    @pytest.mark.parametrize("state", STATES.values(), ids=STATES)
    def test_both_in_one_answer_are_what_each_is_alone(self, client, state):
        told = client.post("/api/tables/small/evaluate?deals=true", json=state).json()
        alone = client.post("/api/tables/small/deals?whole=false", json=state).json()
        timed = {"milliseconds": 0}
        assert {**told.pop("deals"), **timed} == {**alone, **timed}
        assert {**told, **timed} == {**evaluate(client, **state), **timed}

    def test_unknown_settings_are_refused(self, client):
        found = client.post("/api/tables/small/deals", json={"weights": {"EUU": 2}})
        assert found.status_code == 422
        assert "nearest: 'EU'" in found.json()["error"]


class TestSentences:
    def test_doing_nothing_is_told_as_nothing(self, client, space):
        told = evaluate(client)
        assert told["sentences"]["today"] == "Nothing changes against today."
        assert told["sentences"]["tone"] == "even"
        assert {p["tone"] for p in told["parties"].values()} == {"even"}
        expected = Figures(space.money)(float(space.expected_no_deal[space.parties.index("USA")]))
        assert f"the United States expects {expected} bn" in told["sentences"]["no_deal"]

    def test_a_loss_against_today_is_never_good_news(self, client):
        told = evaluate(client, package={"steel": "doubled"}, probabilities={"as_is": 0, "war": 1})
        assert told["signable"]  # as good as the war itself
        assert all(p["value"] < 0 for p in told["parties"].values())
        assert told["sentences"]["tone"] == "even"
        assert {p["tone"] for p in told["parties"].values()} == {"down"}
        assert "only because no deal would be no better" in told["sentences"]["verdict"]

    def test_the_ranges_enter_the_verdict(self, client):
        told = evaluate(client, package=DEAL)
        share = f"{100 * told['parties']['USA']['odds']:.0f}% of draws"
        assert 0.5 < told["odds"] < min(p["odds"] for p in told["parties"].values()) < 1
        assert share in told["sentences"]["odds"] or "of draws" in told["sentences"]["odds"]


class TestVolumes:
    def test_sectors_are_volumes_and_jobs(self, client, space):
        told = evaluate(client, package={"steel": "doubled"})
        outcome = space.eve.solve({"steel": "doubled"})
        frame, people = outcome.to_frame("sectors"), jobs(outcome)
        differ = 0
        for party in space.parties:
            region = space.dossier.parties[party].region
            for row in told["sectors"][party]:
                truth = frame.loc[(region, row["code"])]
                assert row["volume"] == pytest.approx(truth["output_volume_pct"], abs=1e-9)
                n, s = outcome.world.region(region), outcome.world.sector(row["code"])
                assert row["employment"] == pytest.approx(people.percent[n, s], abs=1e-9)
                nominal = outcome.output[n, s] - outcome.world.output[n, s]
                differ += np.sign(nominal) != np.sign(row["volume"])
        assert differ > 0  # where money and volume disagree, the page shows volume

    def test_parties_are_in_one_order(self, client, space):
        told = evaluate(client, package=DEAL)
        for part in ("parties", "sectors", "prices", "revenue"):
            assert list(told[part]) == list(space.parties)

    def test_flows_and_revenue_are_at_constant_prices(self, client, space):
        told = evaluate(client, package={"steel": "doubled"})
        outcome = space.eve.solve({"steel": "doubled"})
        world, goods = outcome.world, list(outcome.world.sector_indices("goods"))
        for flow in told["flows"]:
            i, n = (world.region(space.dossier.parties[flow[end]].region) for end in ("from", "to"))
            price = outcome.cost_ratio[i, goods]
            assert flow["after"] == pytest.approx((outcome.trade[i, n, goods] / price).sum(), rel=1e-9)
        for party, row in told["revenue"].items():
            n = world.region(space.dossier.parties[party].region)
            at_wages = outcome.tariff_revenue[n] / outcome.wage_ratio[n]
            assert row["after"] == pytest.approx(at_wages, rel=1e-9)

    def test_real_income_is_told_with_what_it_is_made_of(self, client, space):
        told = evaluate(client, package={"steel": "doubled"})
        table = space.eve.solve({"steel": "doubled"}).to_frame("regions")
        assert len(told["regions"]) == len(table)
        for row in told["regions"]:
            truth, parts = table.loc[row["code"]], [row[k] for k in ("efficiency", "terms_of_trade", "deficit")]
            assert row["percent"] == pytest.approx(sum(parts), abs=1e-10)
            assert row["percent"] == pytest.approx(truth["real_income_pct"], abs=1e-9)
            assert row["real_gdp"] == pytest.approx(truth["real_gdp_pct"], abs=1e-9)
            assert row["consumer_prices"] == pytest.approx(truth["consumer_prices_over_wages_pct"], abs=1e-9)
        paid = {row["code"]: row["paid_by_importers"] for row in told["regions"]}
        assert [code for code, share in paid.items() if share is not None] == ["USA"]
        assert "Published GDP figures compare" in told["income_note"]
        assert told["prices"]["USA"] == pytest.approx(table.loc["USA", "consumer_prices_over_wages_pct"])

    def test_tables_name_their_columns_for_what_they_are(self, client, space):
        text = download(client, "sectors.csv", package={"steel": "doubled"}).text
        rows = list(csv.DictReader(io.StringIO(text)))
        frame = space.eve.solve({"steel": "doubled"}).to_frame("sectors")
        for row in rows[::7]:
            truth = frame.loc[(row["region"], row["sector"])]
            assert float(row["output_on_the_eve_bn_usd"]) == pytest.approx(truth["output_bn"])
            assert float(row["output_volume_change_pct"]) == pytest.approx(truth["output_volume_pct"])
            assert float(row["effective_labour_change_pct"]) == pytest.approx(truth["effective_labour_pct"])
            if row["jobs_eve_thousands"] not in ("", "0.0"):
                share = float(row["jobs_change_thousands"]) / float(row["jobs_eve_thousands"])
                assert float(row["jobs_change_pct"]) == pytest.approx(100 * share, abs=1e-9)
        for kind in ("regions.csv", "trade.csv"):
            head = download(client, kind, package={"steel": "doubled"}).text.splitlines()[0].split(",")
            names = r"(region|exporter|importer|sector)(_name)?"
            assert all(re.fullmatch(names, name) or re.search(r"_(pct|bn_usd)", name) for name in head)

    def test_households_are_told_by_tenth(self, client, space):
        """The page, the table and the household table of ``incidence`` say the same; tenths average to all."""
        cost = household_cost(space.eve.solve({"steel": "doubled"}))
        told = evaluate(client, package={"steel": "doubled"})["households"]
        assert told["usd"] == pytest.approx(cost.usd, rel=1e-9)
        assert np.mean([one["usd"] for one in told["tenths"]]) == pytest.approx(told["usd"], rel=1e-9)
        assert told["usd"] * told["millions"] * 1e-3 == pytest.approx(cost.total, rel=1e-9)
        assert [one["of_income"] for one in told["tenths"]] == pytest.approx(cost.of_income.tolist())
        rows = list(csv.DictReader(io.StringIO(download(client, "households.csv", package={"steel": "doubled"}).text)))
        assert [row["households"] for row in rows] == ["all", *(f"tenth {d}" for d in range(1, 11))]
        column = [float(row["cost_usd_a_household_a_year"]) for row in rows]
        assert column == pytest.approx([told["usd"], *(one["usd"] for one in told["tenths"])])
        assert {float(row["tariff_revenue_added_usd_a_household_if_handed_back"]) for row in rows} == {told["revenue"]}
        page = html.unescape(download(client, "position.html", package={"steel": "doubled"}).text)
        assert f"wages unchanged: {bn(told['usd'], 0)} dollars a year" in page
        assert evaluate(client)["households"]["usd"] == pytest.approx(0, abs=1e-6)

    def test_every_column_of_every_table_is_in_the_guide(self, client):
        held = zipfile.ZipFile(io.BytesIO(download(client, "tables.zip", package={"steel": "doubled"}).content))
        guide = list(csv.DictReader(io.StringIO(held.read("columns.csv").decode())))
        told = {(row["table"], row["column"]) for row in guide if row["meaning"]}
        found = {
            (name, column)
            for name in held.namelist()
            if name.endswith(".csv") and name != "columns.csv"
            for column in held.read(name).decode().splitlines()[0].split(",")
        }
        assert found == told
        assert all(row["unit"] for row in guide if row["column"].startswith(("gain", "value", "economic")))
        assert "US steel tariff: 50 points" in held.read("read-me.txt").decode()
        assert "Billions of 2022 US dollars a year" in held.read("read-me.txt").decode()


class TestTakenAway:
    @pytest.mark.parametrize(
        "kind", [k for k in downloads.KINDS if k.endswith(("yaml", "csv", "md")) and k != "columns.csv"]
    )
    def test_everything_follows_the_position(self, client, kind):
        contents = {name: download(client, kind, **state).content for name, state in STATES.items()}
        moved = {"package", "rate"} if kind in OF_MODEL else set(STATES) - {"today"}
        for name in moved:
            assert contents[name] != contents["today"], name

    def test_the_brief_says_what_the_page_says(self, client):
        text = download(client, "brief.html", package=DEAL, weights={"EU": 2.0}).text
        told = evaluate(client, package=DEAL, weights={"EU": 2.0})
        for sentence in ("today", "no_deal", "verdict"):
            assert told["sentences"][sentence] in text
        assert "Worth to European Union beyond the model was multiplied by 2" in text

    def test_one_page_holds_the_position_and_needs_no_network(self, client):
        state = {"package": DEAL, "weights": {"EU": 2.0}}
        text, told = download(client, "position.html", **state).text, evaluate(client, **state)
        for sentence in ("today", "no_deal", "verdict"):
            assert told["sentences"][sentence] in text
        assert "Worth to European Union beyond the model was multiplied by 2" in text
        assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
        assert "<script" not in text
        (held,) = re.findall(r'download="small-dossier.yaml" href="data:[^,]*,([^"]*)"', text)
        assert base64.b64decode(held) == download(client, "dossier.yaml", **state).content

    def test_pictures_in_per_cent_are_told_as_such(self, client):
        found = evaluate(client, package=DEAL)
        assert found["credit"][1].startswith("Billions of 2022 US dollars a year")
        assert found["credit_percent"][1].startswith("Per cent")
        assert not any("dollars" in line for line in found["credit_percent"])

    def test_pictures_say_what_they_are_of(self, client):
        text = " ".join(re.findall(r">([^<]+)<", download(client, "deal-space.svg", package=DEAL).text))
        for words in ("A small summit: gains over no deal", "US steel tariff: lifted", "2022 US dollars", "OECD"):
            assert words in text

    def test_frontier_csv_is_the_frontier_drawn(self, client):
        rows = list(csv.DictReader(io.StringIO(download(client, "frontier.csv", weights={"EU": 2.0}).text)))
        got = sorted(tuple(round(float(r[f"gain_{p}"]), 7) for p in ("EU", "USA")) for r in rows)
        assert got == points(deals(client, weights={"EU": 2.0}))

    def test_a_dossier_taken_away_opens_at_its_position(self, client, tmp_path):
        state = {"package": DEAL, "weights": {"EU": 2.0}, "probabilities": {"as_is": 0.2, "war": 0.6}}
        (tmp_path / "dossier.yaml").write_bytes(download(client, "dossier.yaml", **state).content)
        again = tt.Dossier.load(tmp_path)
        assert again.position == DEAL
        assert [b.probability for b in again.no_deal] == pytest.approx([0.25, 0.75])
        truth = evaluate(client, **state)["parties"]
        deal = tt.deal_space(again).deal(again.position)
        assert deal.gain == pytest.approx({p: truth[p]["gain"] for p in truth}, abs=1e-7)

    def test_a_rate_is_one_more_option_under_the_same_rules(self, client, space, tmp_path):
        state = State(package={"steel": "doubled"}, rates={"steel.doubled.0": 0.7, "steel.charged.0": 0.3})
        made = written(space.dossier, state)
        (tmp_path / "dossier.yaml").write_bytes(download(client, "dossier.yaml", **state.model_dump()).content)
        again = tt.Dossier.load(tmp_path)
        assert again == made
        assert [o.id for o in again.item("steel").options] == [
            "charged", "lifted", "doubled", "doubled_set1", "charged_set1",
        ]  # fmt: skip
        assert again.position == {"steel": "doubled_set1"}
        told = again.item("steel").option("doubled_set1").title
        assert "set to: " in told
        assert not re.search(r"USA|EU27|STEEL", told.split("set to: ")[1])
        truth = evaluate(client, **state.model_dump())["parties"]
        economic = tt.deal_space(again).deal(again.position).economic
        assert economic == pytest.approx({p: truth[p]["economic"] for p in truth}, abs=1e-6)

    def test_rules_and_red_lines_bind_a_rate_s_option_too(self, tmp_path):
        content = small()
        content["constraints"].append({"when": {"steel": ["doubled"]}, "then": {"cars": ["cut"]}, "because": "x"})
        content["red_lines"].append({"party": "EU", "item": "steel", "never": ["doubled"], "because": "never"})
        made = written(tt.Dossier.load(write(tmp_path, content)), State(rates={"steel.doubled.0": 0.7}))
        assert made.constraints[-1].when == {"steel": ["doubled", "doubled_set1"]}
        assert made.red_lines[-1].never == ["doubled", "doubled_set1"]


def test_names_with_line_separators_and_markup_break_no_picture(tmp_path):
    content = small()
    content["parties"]["EU"]["name"] = "European\u2028<b>Union</b>"
    app = create(tt.Dossier.load(write(tmp_path, content)))
    app.state.shelf.open("small", lambda *_: None)
    client = TestClient(app, base_url="http://127.0.0.1:8450")
    for kind in ("deal-space.svg", "one-page.html", "brief.md"):
        text = download(client, kind, package=DEAL).text
        assert "<b>Union" not in text
        assert "Union" in text


def test_a_schedule_is_worth_its_even_yearly_amount_on_the_page_too(tmp_path):
    content = small()
    steps = {"id": "steps", "title": "lifted in 2027", "phases": [{"since": "2027-01-01", "option": "lifted"}]}
    content["agenda"][0]["options"].append(steps)
    table = create(tt.Dossier.load(write(tmp_path, content))).state.shelf.open("small", lambda *_: None)
    package = {"steel": "steps", "data": "framework"}
    told, deal = table.evaluate(State(package=package)), table.space.deal(package)
    for p in table.space.parties:
        found = [told["parties"][p][name] for name in ("economic", "gain", "low", "high")]
        assert found == pytest.approx([deal.economic[p], deal.gain[p], deal.low[p], deal.high[p]], abs=1e-6)


def _chinas_worth_doubled(d):
    """The dossier with everything that China states beyond the model counted twice."""

    def twice(worth):
        ends = {p: {end: 2 * getattr(w, end) for end in ("low", "mid", "high")} for p, w in worth.items() if p == "CHN"}
        return {p: w.model_copy(update=ends.get(p, {})) for p, w in worth.items()}

    def options(item):
        return [o.model_copy(update={"worth": twice(o.worth)}) for o in item.options]

    agenda = [item.model_copy(update={"options": options(item)}) for item in d.agenda]
    no_deal = [b.model_copy(update={"worth": twice(b.worth)}) for b in d.no_deal]
    return d.model_copy(update={"agenda": agenda, "no_deal": no_deal})


@pytest.mark.slow
def test_busan_under_other_weights_and_chances():
    """What the page shows is what the changed dossier gives, solved as a dossier of its own."""
    table = create().state.shelf.open("busan-2025", lambda *_: None)
    d = table.space.dossier
    certain = [b.model_copy(update={"probability": float(b.name == "nash")}) for b in d.no_deal]
    war = {b.name: float(b.name == "nash") for b in d.no_deal}
    for state, changed in (
        (State(weights={"CHN": 2.0}), _chinas_worth_doubled(d)),
        (State(probabilities=war), d.model_copy(update={"no_deal": certain})),
    ):
        told, true = table.deals(state), tt.deal_space(changed)
        assert (len(told["points"]["frontier"]), told["signable"]) == (len(true.frontier), true.signable)
        assert set(told["points"]["named"]) == set(true.named)
        for name, deal in true.named.items():
            assert told["points"]["named"][name]["package"] == deal.package
            assert told["points"]["named"][name]["gain"] == pytest.approx(deal.gain, abs=1e-6)
    assert len(true.frontier) < len(table.space.frontier)
    assert true.signable < table.space.signable
    cut = table.evaluate(State(package={"fentanyl_tariff": "ten"}))
    volume = {row["code"]: row["volume"] for row in cut["sectors"]["USA"]}
    outcome = bring_to_eve(d).solve({"fentanyl_tariff": "ten"})
    usa, world = outcome.world.region("USA"), outcome.world
    for code in ("REALEST", "PUBLIC"):  # in nominal money both fall; what is made hardly moves
        s = world.sector(code)
        nominal = 100 * (outcome.output[usa, s] / world.output[usa, s] - 1)
        assert (
            nominal < -0.05 < 0 < volume[code] < 0.05
        )  # relative wages, and so services' prices, go a third of their way
        assert 1 + volume[code] / 100 == pytest.approx((1 + nominal / 100) / outcome.cost_ratio[usa, s], abs=1e-6)


def test_a_slider_of_a_profile_moves_its_points_by_a_share():
    from tradetalks.app.sliders import rate_unit
    from tradetalks.policy.instruments.tariff import Tariff

    plain = {"instrument": "tariff", "importer": "USA", "exporter": "CHN"}
    assert rate_unit(Tariff(**plain, points=0.1)) == "points"
    assert rate_unit(Tariff(**plain, points=1.0, profile="by_sector")) == "% of these points"
    assert rate_unit(Tariff(**plain, level=0.15)) == "per cent"
