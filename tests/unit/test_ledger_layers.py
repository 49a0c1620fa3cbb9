"""A day of the ledger with layers or single duties changed: by line, on a world, in a dossier."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.small_dossier import small, write
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError, PolicyError
from tradetalks.policy.duties import averages, changes, china, definitions, lines, us
from tradetalks.policy.duties.changes import Change, read_changes
from tradetalks.policy.duties.on_world import left_out
from tradetalks.policy.instruments import compile_measures
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.report.eve_duties import ledger_rows
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World

EVE = "2025-10-29"


@pytest.fixture(scope="module")
def world():
    return World.default()


def read(given, *importers):
    return changes.read_changes(given, importers or ("USA", "CHN"))


def total(partner, given, day=EVE):
    return us.total(changes.us_rates(partner, day, read(given, "USA")))


def law(partner, day):
    return us.total(us.rates(partner, day))


@pytest.mark.parametrize(
    ("partner", "given", "from_day", "to_day"),
    [
        ("CHN", {"fentanyl": 0.10}, "2025-11-09", "2025-11-10"),
        ("CHN", {"fentanyl": 0.20}, "2025-03-03", "2025-03-04"),
        ("CHE", {"reciprocal": {"tops up to": 0.15}}, "2025-11-13", "2025-11-14"),
        ("IND", {"country order": "absent", "reciprocal": 0.18}, "2026-02-06", "2026-02-07"),
        ("JPN", {"232-cars": "absent"}, "2025-04-03", "2025-04-02"),
    ],
)
def test_a_change_is_the_law_that_made_it(partner, given, from_day, to_day):
    """Changing the layer of one day gives the law of the next on every line that nothing else moved."""
    moved = total(partner, given, from_day) - law(partner, to_day)
    exempted = {"CHE": ("annex II/november", "aircraft proper", "swiss/ptaap", "swiss/pharma")}.get(partner, ())
    plain = ~lines.load().union(exempted) if exempted else np.ones(len(moved), dtype=bool)
    assert np.abs(moved[plain]).max() < 1e-9


def test_a_suspended_duty_comes_back_in_its_own_place():
    """34 points in place of 10, where Annex II and section 232 leave the reciprocal tariff room."""
    before = us.rates("CHN", EVE)["reciprocal"]
    after = changes.us_rates("CHN", EVE, read({"reciprocal-cn-24": "in force"}, "USA"))["reciprocal"]
    assert after == pytest.approx(3.4 * before)
    assert total("CHN", {"reciprocal": 0.34}) == pytest.approx(total("CHN", {"reciprocal-cn-24": "in force"}))


def test_stacking_is_worked_out_anew():
    """Without section 232 the reciprocal tariff reaches what it had to leave alone."""
    steel = lines.load().mask("steel")
    without = changes.us_rates("CHN", EVE, read({"232": "absent"}, "USA"))
    assert us.rates("CHN", EVE)["reciprocal"][steel].max() == 0
    assert without["reciprocal"][steel].max() == pytest.approx(0.10)
    assert "232" not in {k for k, v in without.items() if v.any()}


def test_layers_that_are_tables_are_scaled():
    half = changes.us_rates("CHN", EVE, read({"base": {"times": 0.5}}, "USA"))
    assert half["base"] == pytest.approx(0.5 * us.rates("CHN", EVE)["base"])
    gone = changes.china_rates(EVE, read({"2018-19": "absent"}, "CHN"))
    assert gone["2018-19"].max() == 0
    assert gone["mfn"] == pytest.approx(china.rates(EVE)["mfn"])


def test_chinas_layers_change():
    for given, points in (({"cn-24": "in force"}, 24.0), ({"match": 1.34}, 124.0), ({"match": "absent"}, -10.0)):
        after = china.average_of(changes.china_rates(EVE, read(given, "CHN")), year=2020)
        assert sum(after.values()) - sum(china.average(EVE, year=2020).values()) == pytest.approx(points)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fentanil": 0.1}, "unknown layer or duty 'fentanil' (nearest: 'fentanyl'); expected a layer, base, 301"),
        ({"reciprocal-10": 0.1}, "or the id of a single duty, the nearest: reciprocal-10b, reciprocal-10a, "),
        ({"reciprocal": "in force"}, "expected one of: reciprocal-10a"),
        ({"301-exclusions": "absent"}, "listed without products"),
        ({"base": 0.1}, "a table of rates by product"),
        ({"fentanyl": 10}, "found 10; expected 0 to 5, a fraction"),
        ({"fentanyl": {"tims": 2}}, "(nearest: 'times')"),
        ({"fentanyl": "gone"}, "expected a rate (0.10 or 10%), {times: 0.5}"),
        ({}, "expected layers or duties"),
    ],
)
def test_what_is_no_change_is_told(given, said):
    with pytest.raises(PolicyError) as told:
        read(given)
    assert said in str(told.value)


def test_a_layer_that_nobody_pays_is_told(world):
    with pytest.raises(PolicyError, match="nothing of it is charged on goods of JPN in USA"):
        measure(change={"fentanyl": 0.1}, exporter="JPN").effect(world, {})


def measure(**more):
    return LedgerDuties(**{"instrument": "ledger", "day": EVE, "importer": "USA", "exporter": "CHN", **more})


def test_on_a_world_a_change_is_on_its_pair_alone(world):
    added = compile_measures([measure(change={"fentanyl": 0.1})], world, {}).tariff
    cells = added[world.region("CHN"), world.region("USA")]
    assert cells[world.sector("TEXT")] == pytest.approx(-0.10)
    assert not np.delete(added, world.region("CHN"), axis=0).any()
    assert not np.delete(added, world.region("USA"), axis=1).any()


def test_a_rate_that_a_reader_moves(world):
    slider = measure(change={"fentanyl": 0.1})
    assert slider.movable_rate == 0.1
    assert slider.at_rate(0.05).describe().endswith("fentanyl at 5%, in place of the law of 2025-10-29")
    assert measure(change={"fentanyl": "absent"}).movable_rate is None


def test_a_reader_moves_several_duties_at_one_rate_a_factor_or_a_total():
    both = measure(change={"fentanyl": 0.1, "reciprocal": 0.1})
    assert both.movable_rate == 0.1
    assert both.at_rate(0.3).change == {"fentanyl": 0.3, "reciprocal": 0.3}
    assert measure(change={"fentanyl": 0.1, "reciprocal": 0.2}).movable_rate is None
    assert measure(change={"fentanyl": 0.1, "reciprocal": "absent"}).movable_rate is None
    half = measure(change={"301": {"times": 0.5}})
    assert (half.movable_rate, half.moves) == (0.5, "times")
    assert half.at_rate(0.8).describe().startswith("duties by product of USA on CHN: 301 times 0.8")
    total = measure(change={"reciprocal": {"tops up to": 0.15}})
    assert total.at_rate(0.2).change == {"reciprocal": {"tops up to": 0.2}}


def test_where_a_duty_of_the_ledger_stands():
    assert measure(change={"fentanyl": 0.1}).standing() == 0.2
    assert measure(change={"reciprocal": 0.3}).standing() == 0.1
    assert measure(change={"fentanyl": 0.1, "reciprocal": 0.1}).standing() is None  # at two rates
    assert measure(change={"301": {"times": 0.5}}).standing() == 1.0
    assert measure(change={"reciprocal": {"tops up to": 0.15}}).standing() is None
    assert measure(change={"fentanyl": "absent"}).standing() is None


def test_the_page_moves_a_duty_of_the_ledger_from_where_it_stands(world):
    pytest.importorskip("fastapi", reason="the app extra is not installed")
    from tradetalks.app.sliders import leads

    busan = Dossier.load("busan-2025")
    space = SimpleNamespace(dossier=busan, eve=SimpleNamespace(world=world, benchmark=world))
    (lead,) = leads(busan.item("fentanyl_tariff"), space)
    assert (lead["key"], lead["to"], lead["points"], lead["unit"]) == ("fentanyl_tariff.ten.0", "ten", 0.2, "per cent")
    assert lead["label"].endswith("fentanyl tariff at 20%, today")
    farm, every, match = leads(busan.item("china_tariffs"), space)
    assert (match["to"], match["points"]) == ("match_100", 0.1)
    assert (farm["to"], every["to"], every["points"], every["unit"]) == (
        "farm_lifted", "all_2025_lifted", 1.0, "% of today's rates",
    )  # fmt: skip
    assert every["label"].endswith(
        "duties of March 2025, duties of February 2025, answer to the reciprocal tariff, today"
    )
    assert leads(busan.item("taiwan"), space) == []


def test_products_carved_out_pay_the_duty_on_their_own_codes(world):
    """Soybeans pay their own heading's duties; a product without codes of its own pays its sector's average."""
    carved = world.split(shipped_products()["SOY"]).split(shipped_products()["CHIPS"])
    duties = LedgerDuties(instrument="ledger", day=EVE, importer="CHN", exporter="USA")
    cells = compile_measures([duties], carved, {}).tariff[carved.region("USA"), carved.region("CHN")]
    # ten points of the match, and ten of March on two of five national lines
    assert cells[carved.sector("SOY")] == pytest.approx(0.14, abs=1e-4)
    assert cells[carved.sector("CHIPS")] == cells[carved.sector("ELECTR")] > 0.09


# ---------------------------------------------------------------------- dossiers
def india(**changes_):
    """India on the eve of February 2026: 25 points, and 25 more for Russian oil."""
    options = [
        {"id": "both", "title": "25 and 25"},
        {
            "id": "eighteen", "title": "18",
            "measures": [
                {"instrument": "ledger", "importer": "USA", "exporter": "IND",
                 "change": {"reciprocal": 0.18, "country order": "absent"}}
            ],
        },
        {
            "id": "no_order", "title": "the order goes",
            "measures": [
                {"instrument": "ledger", "importer": "USA", "exporter": "IND", "change": {"country order": "absent"}}
            ],
        },
    ]  # fmt: skip
    content = small(
        name="india", reference_date="2026-02-05", meeting={"place": "Washington", "date": "2026-02-06"},
        parties={"USA": {"region": "USA", "name": "United States"}, "IND": {"region": "IND", "name": "India"}},
        in_force={"ledger": "2026-02-05"}, constraints=[], red_lines=[], profiles={},
        agenda=[{"id": "duties", "title": "US duties", "status_quo": "both", "options": options}],
        no_deal=[{"name": "as_is", "title": "as it is", "probability": 1.0}],
    )  # fmt: skip
    return {**content, **changes_}


def test_another_dossier_on_a_ledgers_day(tmp_path):
    """What an item does to India's average is what the joint statement of 6 February 2026 did."""
    found = examined(write(tmp_path, india()))
    assert found.warnings == ()
    dossier = found.dossier
    assert {m.day.isoformat() for o in dossier.agenda[0].options for m in o.measures} == {"2026-02-05"}
    rows = ledger_rows(dossier, {"eve": dossier.status_quo(), "deal": dossier.package({"duties": "eighteen"})})
    (row,) = (r for r in rows if r.definition == definitions.STATUTORY_US)
    assert row.by_stage["eve"] == pytest.approx(sum(averages.statutory("IND", "2026-02-05").values()))
    assert row.by_stage["deal"] == pytest.approx(sum(averages.statutory("IND", "2026-02-07").values()), abs=0.05)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"in_force": []}, "day: missing"),
        ({"in_force": {"ledger": "2026-02-06"}}, "the ledger's day 2026-02-06, after the eve 2026-02-05"),
    ],
)
def test_days_that_do_not_fit_are_told(tmp_path, changed, said):
    with pytest.raises(DossierError, match=said):
        examined(write(tmp_path, india(**changed))).require_foresight()


def test_a_layer_belongs_to_one_item(tmp_path):
    content = india()
    content["agenda"].append({**content["agenda"][0], "id": "again"})
    with pytest.raises(DossierError, match="changes country order, as item 'duties' does"):
        Dossier.load(write(tmp_path, content))


def test_layers_that_stack_are_told_with_their_size(tmp_path):
    """Section 232 gone leaves the reciprocal tariff on steel: two items that change both do not add up."""
    content = india()
    base = {"instrument": "ledger", "importer": "USA", "exporter": "IND"}
    first, second = (
        {
            "id": name, "title": name, "status_quo": "kept",
            "options": [
                {"id": "kept", "title": "kept"},
                {"id": "gone", "title": "gone", "measures": [{**base, "change": {layer: "absent"}}]},
            ],
        }
        for name, layer in (("metals", "232"), ("reciprocal", "reciprocal"))
    )  # fmt: skip
    content["agenda"] = [first, second]
    (said,) = examined(write(tmp_path, content)).warnings
    assert "metals=gone and reciprocal=gone change layers that stack" in said
    assert "points on USA duties on IND" in said


def test_a_change_of_another_day_is_told(tmp_path):
    content = india()
    content["agenda"][0]["options"][1]["measures"][0]["day"] = "2025-10-29"
    with pytest.raises(DossierError, match="found 2025-10-29; expected 2026-02-05, the ledger's day in force"):
        Dossier.load(write(tmp_path, content))


def test_busan_and_the_ledger_say_one_figure():
    """US on China on the eve and after what was agreed, as `ledger rates` gives it."""
    dossier = Dossier.load("busan-2025")
    packages = {"eve": dossier.status_quo(), "agreed": dossier.package(dossier.agreed.package)}
    rows = {(r.importer, r.definition): r.by_stage for r in ledger_rows(dossier, packages)}
    ours = rows["USA", definitions.STATUTORY_US]
    assert ours["eve"] == pytest.approx(sum(averages.statutory("CHN", "2025-10-29").values()))
    # what else changed by 10 November is trucks, of which China sells next to none
    assert ours["agreed"] == pytest.approx(sum(averages.statutory("CHN", "2025-11-10").values()), abs=0.05)
    theirs = rows["CHN", definitions.STATUTORY_CHINA]
    assert theirs["agreed"] == pytest.approx(sum(china.average("2025-11-10", year=2020).values()))
    assert rows["USA", "collected in 2025-10 (Census)"]["eve"] == pytest.approx(37.7, abs=0.05)


def test_changes_say_themselves():
    assert [c.words() for c in read({"fentanyl": 0.1, "301": {"times": 0.5}, "cn-24": "in force"})] == [
        "fentanyl at 10%", "301 times 0.5", "cn-24 in force"
    ]  # fmt: skip
    assert Change("reciprocal", "tops up to", 0.15).words() == "reciprocal topped up to 15%"


def test_changes_reach_sectors_joined_under_names_of_ones_own(world):
    """A steel duty taken off is the same duties less in a world that joins metals, whatever it calls them."""
    gone = LedgerDuties(
        instrument="ledger", day=EVE, importer="USA", exporter="CHN",
        change={"232-steel-b": "absent", "232-steel-derivatives-b": "absent"},
    )  # fmt: skip
    joined = world.aggregate(sectors="METALS=STEEL+NFMET+FABMET")
    own, of_metals = (compile_measures([gone], where, {}) for where in (world, joined))
    i, n = world.region("CHN"), world.region("USA")
    old, new = (float(effect.tariff[i, n] @ where.trade[i, n]) for effect, where in ((own, world), (of_metals, joined)))
    assert new == pytest.approx(old, rel=0.2)  # the ledger's trade weighs the three, the world's own trade them apart
    assert of_metals.tariff[i, n, joined.sector("METALS")] < -0.1
    products = of_metals.by_product["USA"].products
    assert np.any(products.flow == np.ravel_multi_index((i, n, joined.sector("METALS")), joined.trade.shape))


def test_changes_of_goods_that_no_sector_holds_are_refused(world):
    """A world of one's own that names its sectors as it likes: a duty on none of them would do nothing."""
    names = {"STEEL": "Steelworks", "FABMET": "Workshops", "OTHMAN": "Sundries"}
    own, goods = (tuple(names.get(code, code) for code in codes) for codes in (world.sectors, world.goods))
    named = replace(world, sectors=own, goods=goods, sector_names={})
    gone = {"instrument": "ledger", "day": EVE, "importer": "USA", "exporter": "CHN"}
    with pytest.raises(PolicyError, match=r"232-steel-b: charged on goods of HS 72, 73, which belong to no sector"):
        compile_measures([LedgerDuties(**gone, change={"232-steel-b": "absent"})], named, {})
    assert left_out(named, "us-2025").startswith("goods of HS 71, 72, 73, 82, 83, 93, 94, 95, ..., 1")
    assert not left_out(world, "us-2025")
    assert not left_out(world.aggregate(sectors="METALS=STEEL+NFMET+FABMET"), "us-2025")
    partly = compile_measures([LedgerDuties(**gone, change={"fentanyl": "absent"})], named, {})
    assert partly.tariff[world.region("CHN"), world.region("USA"), world.sector("TEXT")] < -0.1


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        ("10%", 0.10),
        ("12.5 %", 0.125),
        ({"times": "50%"}, {"times": 0.5}),
        ({"tops up to": "15%"}, {"tops up to": 0.15}),
    ],
)
def test_a_per_cent_with_its_sign_is_the_fraction_it_says(written, fraction):
    assert read_changes({"fentanyl": written}, ["USA"]) == read_changes({"fentanyl": fraction}, ["USA"])


@pytest.mark.parametrize("written", ["10", "-10%", "ten%", "%", "600%"])
def test_no_other_words_are_a_rate(written):
    with pytest.raises(PolicyError, match="fentanyl"):
        read_changes({"fentanyl": written}, ["USA"])


def test_a_change_with_sectors_moves_those_sectors_alone(world):
    """As docs/how-to/policy.md has it: the fentanyl duty goes on electronics alone."""
    whole = compile_measures([measure(change={"fentanyl": "absent"})], world, {}).tariff
    part = compile_measures([measure(change={"fentanyl": "absent"}, sectors=["ELECTR"])], world, {}).tariff
    at = world.sector("ELECTR")
    np.testing.assert_array_equal(part[..., at], whole[..., at])
    assert part.any()
    assert not np.delete(part, at, axis=2).any()
