"""Three parties and more: swaps between any two, coalitions of any size, pictures, parties to whom all is one."""

import itertools
import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.small_dossier import write
from tests.unit.test_talks import coalitions, political, space_of
from tradetalks.cli import app
from tradetalks.counsel.account import contributions
from tradetalks.counsel.coalitions import core
from tradetalks.counsel.diagnosis import linkage
from tradetalks.counsel.enforcement import enforcement, withdrawable
from tradetalks.counsel.robustness import robustness
from tradetalks.counsel.standing import indifferent, standing
from tradetalks.report.charts import to_svg
from tradetalks.report.labels import CLOUD, Mark, place
from tradetalks.report.space_charts import deal_space_chart
from tradetalks.report.space_words import space_line
from tradetalks.report.talks_report import concession_words, swaps_tables, swaps_words
from tradetalks.report.talks_words import core_words, indifferent_words, standing_words
from tradetalks.report.war_report import durability_words
from tradetalks.space import solutions
from tradetalks.space.folding import fold
from tradetalks.space.naming import name as name_packages

CODES, REGIONS = ("USA", "CAN", "MEX"), ("USA", "CAN", "MEX")


def three(tmp_path, options, by=None, codes=CODES, regions=REGIONS, **changes):
    content = political(options, codes, regions, **changes)
    for item in content["agenda"]:
        if item["id"] in (by or {}):
            item["carried_out_by"] = by[item["id"]]
    return space_of(tmp_path, content)


CARS = {
    "cars": {"free": {"USA": -2, "CAN": 1, "MEX": 6}},
    "rule": {"raised": {"USA": 5, "CAN": -0.5, "MEX": -3}},
}
SWAPPED = {"cars": "free", "rule": "raised"}
MEDIATED = {"a": {"yes": {"USA": 5, "CAN": 2}}, "b": {"yes": {"USA": -3, "CAN": 4}}}
FISH = {"access": {"yes": {"USA": 10, "CAN": -4}}, "market": {"yes": {"USA": -3, "CAN": 9}}}


class TestSwaps:
    def test_a_swap_of_any_two_parties_is_given_by_those_who_carry_it_out(self, tmp_path):
        """The second party loses a little by the third's measure, and gives nothing of it."""
        space = three(tmp_path, CARS, {"cars": ["USA"], "rule": ["MEX"]})
        link = linkage(space, SWAPPED)
        (swap,) = link.swaps
        assert dict(zip(swap.givers, swap.parts, strict=True)) == {"USA": ("cars", "free"), "MEX": ("rule", "raised")}
        assert swap.rate == pytest.approx(1.5 if swap.givers == ("USA", "MEX") else 2 / 3)
        heads = {str(c.header) for table in swaps_tables(space, link) for c in table.columns}
        assert {"USA gives", "MEX gives"} <= heads
        assert "CAN gives" not in heads
        told = concession_words(space, contributions(space, SWAPPED))
        assert any(line.startswith("CAN gives up nothing of its own; it loses 0.5") for line in told)

    @pytest.mark.parametrize("seed", [0, 1])
    def test_all_pairs_equal_brute_force(self, tmp_path, seed):
        rng = np.random.default_rng(seed)
        items = [f"i{k}" for k in range(12)]
        by = {item: [CODES[k % 3]] for k, item in enumerate(items)}
        options = {
            i: {"yes": {p: int(rng.integers(-5, 1) if p in by[i] else rng.integers(-3, 8)) for p in CODES}}
            for i in items
        }
        space = three(tmp_path, options, by)
        found = {frozenset(zip(s.givers, (i for i, _ in s.parts), strict=True)): s
                 for s in linkage(space, dict.fromkeys(items, "yes"), most=99).swaps if len(s.givers) == 2}  # fmt: skip
        wanted = set()
        for a, b in itertools.permutations(items, 2):
            p, q = by[a][0], by[b][0]
            first, second = options[a]["yes"], options[b]["yes"]
            gives = first[p] < 0 < first[q] and second[q] < 0 < second[p]
            if p != q and gives and first[p] + second[p] > 0 and first[q] + second[q] > 0:
                wanted.add(frozenset({(p, a), (q, b)}))
        assert set(found) == wanted
        assert wanted

    def test_a_ring_of_three(self, tmp_path):
        """Each gives what only the next wants: no two of them have anything to swap."""
        options = {
            "a": {"yes": {"USA": -1, "CAN": 4, "MEX": 0}},
            "b": {"yes": {"USA": 0, "CAN": -1, "MEX": 4}},
            "c": {"yes": {"USA": 4, "CAN": 0, "MEX": -1}},
        }
        space = three(tmp_path, options, {"a": ["USA"], "b": ["CAN"], "c": ["MEX"]})
        (swap,) = linkage(space, dict.fromkeys(options, "yes")).swaps
        assert dict(zip(swap.givers, (i for i, _ in swap.parts), strict=True)) == {"USA": "a", "CAN": "b", "MEX": "c"}
        assert swap.gain == pytest.approx({"USA": 3, "CAN": 3, "MEX": 3})

    def test_who_gives_is_told_where_it_is_not_known(self, tmp_path):
        space = three(tmp_path, CARS)
        assert all(set(swap.unknown) == {"cars", "rule"} for swap in linkage(space, SWAPPED).swaps)


class TestCoalitions:
    def test_more_combinations_than_can_be_listed(self, tmp_path):
        """Twenty items of four options carried out by two of three: 10^12 combinations, and the sum of the best."""
        rng = np.random.default_rng(1)
        options = {
            f"i{k}": {f"o{j}": dict(zip(CODES, rng.integers(-5, 6, 3).tolist(), strict=True)) for j in range(3)}
            for k in range(20)
        }
        by = {f"i{k}": ["USA", "CAN"] for k in range(20)}
        space = three(tmp_path, options, by)
        found = core(space, space.named["utilitarian"].package)
        best = sum(max(0, *(o["USA"] + o["CAN"] for o in item.values())) for item in options.values())
        assert coalitions(found)[frozenset({"USA", "CAN"})] == pytest.approx(best)
        assert coalitions(found)[frozenset({"USA", "MEX"})] == 0
        assert found.too_wide == ()

    @pytest.mark.parametrize("seed", range(4))
    def test_both_kinds_of_blocking_equal_brute_force(self, tmp_path, seed):
        rng = np.random.default_rng(seed)
        options = {
            f"i{k}": {f"o{j}": dict(zip(CODES, rng.integers(-4, 6, 3).tolist(), strict=True)) for j in range(2)}
            for k in range(5)
        }
        subsets = [list(m) for size in (1, 2, 3) for m in itertools.combinations(CODES, size)]
        by = {item: subsets[int(rng.integers(len(subsets)))] for item in options}
        space = three(tmp_path, options, by)
        package = dict.fromkeys(options, "o0")
        found, value = core(space, package), space.deal(package).value
        for members in (frozenset(m) for m in subsets):
            own = [i for i in options if set(by[i]) <= members]
            sums = [
                {p: sum(options[i][o][p] for i, o in zip(own, chosen, strict=True) if o != "none") for p in members}
                for chosen in itertools.product(*[["none", *options[i]] for i in own])
            ]
            worth = max(sum(s.values()) for s in sums)
            assert coalitions(found)[members] == pytest.approx(worth)
            assert (members in map(frozenset, found.blocked_by)) == (worth > sum(value[p] for p in members) + 1e-6)
            alone = any(all(s[p] > value[p] + 1e-6 for p in members) for s in sums)
            assert (members in map(frozenset, found.blocked_without_payments)) == alone

    def test_side_payments_are_said_and_parties_named(self, tmp_path):
        options = {"a": {"yes": {"USA": 5, "CAN": 5, "MEX": -1}}, "b": {"yes": {"USA": 1, "CAN": 1, "MEX": 4}}}
        space = three(tmp_path, options, {"a": ["USA", "CAN"]})
        told = " ".join(core_words(space, core(space, {"b": "yes"})))
        assert "Without side payments" in told
        assert "With side payments" in told
        assert "CAN and USA" in told
        assert "+CAN" not in told

    def test_a_red_line_of_others_does_not_bind_a_coalition(self, tmp_path):
        lines = [{"party": "MEX", "item": "a", "never": ["yes"], "because": "not with us"}]
        options = {"a": {"yes": {"USA": 5, "CAN": 5, "MEX": -9}}, "b": {"yes": {"USA": 1, "CAN": 1, "MEX": 1}}}
        space = three(tmp_path, options, {"a": ["USA", "CAN"]}, red_lines=lines)
        assert coalitions(core(space, {"b": "yes"}))[frozenset({"USA", "CAN"})] == pytest.approx(10)

    def test_too_wide_a_coalition_is_told_and_the_rest_stands(self, tmp_path, monkeypatch):
        from tradetalks.counsel import coalitions as module

        monkeypatch.setattr(module, "all_solved", lambda *_: None)
        options = {"a": {"yes": {"USA": 5, "CAN": 5, "MEX": 1}}}
        space = three(tmp_path, options, {"a": ["USA", "CAN"]})
        found = core(space, {"a": "yes"})
        assert found.too_wide == (("CAN", "USA"),)
        assert found.empty is None
        assert any("Not known for CAN and USA" in line for line in core_words(space, found))


class TestIndifferent:
    def test_solutions_are_for_those_who_gain(self, tmp_path):
        space = three(tmp_path, MEDIATED)
        assert indifferent(space) == ("MEX",)
        assert set(solutions.SOLUTIONS) <= set(space.named)
        pair = space_of(tmp_path / "pair", political(MEDIATED, ("USA", "CAN"), ("USA", "CAN")))
        for name in solutions.SOLUTIONS:
            assert space.named[name].package == pair.named[name].package
        assert "MEX gains by no package" in indifferent_words(space)[0]

    @pytest.mark.parametrize("seed", range(6))
    def test_a_party_without_stakes_changes_nothing(self, seed):
        gains = np.random.default_rng(seed).uniform(-1, 3, (15, 2))
        wide = np.insert(gains, 1, 0.0, axis=1)
        for name in solutions.SOLUTIONS:
            assert solutions.solve(name, wide).rows == solutions.solve(name, gains).rows
            one, other = solutions.over_lotteries(name, gains), solutions.over_lotteries(name, wide)
            assert other.gains[[0, 2]] == pytest.approx(one.gains, abs=1e-6)

    def test_a_conflict_is_no_indifference(self):
        assert solutions.solve("nash", np.array([[1.0, 0.0], [0.0, 1.0]])).row is None

    def test_the_best_package_is_best_for_those_who_gain(self, tmp_path):
        space = three(tmp_path, MEDIATED)
        (found,) = robustness(space, {"nash": space.nash.package}, draws=200, sets=["GYY"])
        assert found.best > 0.5

    def test_explain_never_sends_to_itself(self, tmp_path):
        """Two packages, each good for one side alone: some solutions pick none, and say so."""
        content = political({"a": {"x": {"USA": 5, "EU": 0}, "y": {"USA": 0, "EU": 5}}})
        where = str(write(tmp_path, content))
        found = CliRunner().invoke(app, ["explain", where, "nash"])
        assert found.exit_code == 0
        assert "picks no package" in found.stdout
        assert "see tradetalks explain" not in found.stdout
        assert json.loads(CliRunner().invoke(app, ["explain", where, "nash", "--json"]).stdout)["package"] is None


class TestVerdict:
    def test_who_loses_and_what_beats_it(self, tmp_path):
        options = {
            "a": {"yes": {"USA": 5, "EU": -2}},
            "b": {"yes": {"USA": -3, "EU": 4}},
            "c": {"yes": {"USA": 1, "EU": 1}},
        }
        space = space_of(tmp_path, political(options))
        bad = standing(space, space.deal({"a": "yes"}))
        assert not bad.signable
        assert bad.loses == pytest.approx({"EU": 2})
        middling = standing(space, space.deal({"a": "yes", "b": "yes"}))
        assert middling.signable
        assert not middling.on_frontier
        assert (middling.beaten_by, middling.more) == (1, pytest.approx({"USA": 1, "EU": 1}))
        best = standing(space, space.nash)
        assert best.on_frontier
        assert best.beaten_by == 0

    def test_what_decides_is_never_printed_as_zero(self, tmp_path):
        space = space_of(tmp_path, political({"a": {"yes": {"USA": 5, "EU": -0.0036}}}))
        (line,) = (
            w for w in standing_words(space, standing(space, space.deal({"a": "yes"}))) if "Not signable by" in w
        )
        assert "it would be 0.0036 bn a year worse off" in line
        (told,) = (w for w in concession_words(space, contributions(space, {"a": "yes"})) if "0.0036" in w)
        assert "gives up 0.0036 bn a year" in told or "loses 0.0036 bn a year" in told
        same = standing_words(space, standing(space, space.deal({"a": "none"})))
        assert any("To EU and USA it is as good as no deal." in line for line in same)

    def test_what_followed_failed_talks_was_signed_by_nobody(self, tmp_path):
        """The same package reads as signable or not where it was agreed, and as what followed where talks failed."""
        made = political({"a": {"yes": {"USA": 5, "EU": -2}}})
        done = {"date": "2026-02-01", "package": {"a": "yes"}}
        told = {}
        for name, failed in (("failed", True), ("signed", False)):
            where = str(write(tmp_path / name, {**made, "agreed": {**done, "no_deal": failed}}))
            for command in (["explain", where, "agreed"], ["compare", where, "agreed", "status_quo"]):
                shown = CliRunner().invoke(app, command)
                assert shown.exit_code == 0, shown.output
                told[name, command[0]] = " ".join(shown.stdout.split())
        for command in ("explain", "compare"):
            followed, agreed = told["failed", command], told["signed", command]
            assert "this followed, signed by nobody" in followed
            assert "it leaves EU 2.00 bn a year worse off and USA no worse off" in followed
            assert "Not signable by" not in followed
            assert "Not signable by EU" in agreed
            assert "nobody" not in agreed

    def test_third_countries_are_left_out_where_nothing_is_computed(self, tmp_path):
        where = str(write(tmp_path, political({"a": {"yes": {"USA": 5, "EU": 1}}})))
        told = CliRunner().invoke(app, ["explain", where, "nash"]).stdout
        assert "Signable" in told
        assert "Third countries" not in told

    def test_compare_says_it(self, tmp_path):
        where = str(write(tmp_path, political({"a": {"yes": {"USA": 5, "EU": -2}}, "b": {"yes": {"USA": 1, "EU": 4}}})))
        told = CliRunner().invoke(app, ["compare", where, "nash", "a=yes"]).stdout
        assert "the second package: Not signable by EU: it would be 2.00 bn a year worse off" in told
        assert "fair split (Nash): On the frontier" in told
        assert "fair split (Nash) beside the second package" in told
        assert "nash" not in told


class TestDurability:
    def test_worth_alone_tempts_whoever_carries_it_out(self, tmp_path):
        space = three(tmp_path, FISH, {"access": ["CAN"], "market": ["USA"]})
        sides = {e.party: e for e in enforcement(space, {"access": "yes", "market": "yes"})}
        assert sides["CAN"].durability.stage.defect == pytest.approx(9)
        assert sides["USA"].durability.stage.defect == pytest.approx(10)
        assert sides["CAN"].durability.critical == pytest.approx((9 - 5) / 9)
        assert sides["CAN"].breach == ("access",)

    def test_an_item_done_together_is_lost_to_the_one_that_leaves_it(self, tmp_path):
        space = three(tmp_path, {"stock": {"yes": {"USA": 4, "CAN": -1}}}, {"stock": ["USA", "CAN"]})
        assert withdrawable(space, space.dossier.package({"stock": "yes"}), "CAN") == {"stock": True}
        sides = {e.party: e for e in enforcement(space, {"stock": "yes"})}
        assert sides["CAN"].durability.stage.defect == pytest.approx(0)
        assert sides["USA"].breach == ()

    def test_what_nobody_is_named_for_is_not_known(self, tmp_path):
        space = three(tmp_path, FISH)
        sides = {e.party: e for e in enforcement(space, {"access": "yes", "market": "yes"})}
        assert sides["CAN"].unknown == ("access",)
        assert not sides["CAN"].known
        assert "not known" in sides["CAN"].clause()
        assert "never pays" not in sides["CAN"].clause()
        assert sides["MEX"].unknown == ()
        assert sides["MEX"].known

    def test_who_would_rather_have_no_deal_is_said_to(self, tmp_path):
        """Canada loses by the package and gains nothing by withdrawing its own part, as it has none."""
        space = three(tmp_path, FISH, {"access": ["USA"], "market": ["USA"]})
        sides = enforcement(space, {"access": "yes"})
        names = {p: p for p in space.parties}
        told = dict(zip(space.parties, durability_words(sides, names, {"access": "a", "market": "m"}), strict=True))
        assert "would rather have no deal; clause: no review is frequent enough" in told["CAN"]
        assert "never pays" not in told["CAN"]
        assert "withdrawing nothing" not in told["CAN"]
        assert "gains by withdrawing nothing; clause: none needed" in told["USA"]
        assert "rather" not in told["MEX"]  # as well off as without a deal

    def test_equal_packages_are_printed_once(self, tmp_path):
        where = str(write(tmp_path, political({"a": {"yes": {"USA": 5, "EU": 4}}})))
        told = CliRunner().invoke(app, ["durability", where]).stdout
        assert told.count("What keeps it alive") == 1
        assert "fair split (Nash), even shares of the best each could have (Kalai-Smorodinsky)" in " ".join(
            told.split()
        )
        robust = CliRunner().invoke(app, ["robust", where, "--elasticities", "GYY", "--draws", "100", "--json"])
        assert len(json.loads(robust.stdout)["packages"]) == 1


def test_what_a_rule_forbids_alone_is_told_with_the_rule(tmp_path):
    options = {"a": {"yes": {"USA": 2, "CAN": 1, "MEX": 1}}, "b": {"yes": {"USA": -1, "CAN": 3, "MEX": 3}}}
    rule = {"when": {"a": ["yes"]}, "then": {"b": ["yes"]}, "because": "a rests on b"}
    space = three(tmp_path, options, constraints=[rule])
    link = linkage(space, {"a": "yes", "b": "yes"})
    assert not link.apart
    assert link.held == {"a": ("yes", "a rests on b")}
    assert any(line.endswith("alone: a rests on b.") for line in swaps_words(space, link))


def marks(spec):
    """All marks of a Vega-Lite specification."""
    if isinstance(spec, dict):
        mark = spec.get("mark")
        yield from [mark if isinstance(mark, str) else mark["type"]] if mark else []
        for value in spec.values():
            yield from marks(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from marks(value)


class TestPictures:
    def test_a_frontier_of_three_is_no_line(self, tmp_path):
        rng = np.random.default_rng(5)
        options = {f"i{k}": {"yes": dict(zip(CODES, rng.integers(-6, 9, 3).tolist(), strict=True))} for k in range(6)}
        space = three(tmp_path, options)
        spec = deal_space_chart(space, here=[0.5, 0.5, 0.5]).to_dict()
        assert "line" not in set(marks(spec))
        *panels, joined = spec["vconcat"]
        assert [panel["title"]["text"] for panel in panels] == list(space.parties)
        # across the parties a piece joins gains of one package, and every package has one a neighbouring pair
        rows = [row for layer in joined["layer"] for row in spec["datasets"][layer["data"]["name"]]]
        pieces = [row for row in rows if "then" in row]
        ends = {(row["package"], row["party"]): row["gain"] for row in pieces}
        for row in pieces:
            assert ends.get((row["package"], row["next"]), row["then"]) == row["then"]
        nash = [space.named["nash"].gain[party] for party in space.parties]
        drawn = [row for row in pieces if row["package"].startswith("Fair split (Nash)")]
        assert [row["gain"] for row in drawn] + [drawn[-1]["then"]] == pytest.approx(nash, abs=1e-5)
        pair = space_of(tmp_path / "pair", political({"a": {"yes": {"USA": 5, "EU": 2}}}))
        assert "line" in set(marks(deal_space_chart(pair).to_dict()))

    def test_a_label_is_broken_between_lines_only(self, tmp_path):
        space = space_of(tmp_path, political({"a": {"yes": {"USA": 5, "EU": 2}}}))
        drawn = to_svg(deal_space_chart(space))
        assert re.search(">[^<]*[Ss]tatus quo[^<]*<", drawn)

    @pytest.mark.parametrize("seed", range(20))
    def test_labels_stay_inside_and_clear_of_each_other(self, seed):
        rng = np.random.default_rng(seed)
        wide, high, size = 660, 430, 12
        count = int(rng.integers(1, 10))
        spread = 1.0 if seed % 2 else 0.03  # also all in one corner
        at = [(float(x), float(y)) for x, y in np.array([wide, high]) * (1 - spread * rng.random((count, 2)))]
        names = [["Kalai-Smorodinsky", "Nash", "egalitarian"][: int(rng.integers(1, 4))] for _ in at]
        boxes = []
        for label in place(names, [Mark(x, y, 6) for x, y in at], wide, high, size):
            long = 0.55 * size * max(map(len, label.lines))
            left = label.x if label.align == "left" else label.x - long
            boxes.append((left, label.y, left + long, label.y + 1.2 * size * len(label.lines)))
            assert left >= 0
            assert left + long <= wide
            assert label.y >= 0
            assert boxes[-1][3] <= high
        for a, b in itertools.combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]

    def test_a_label_keeps_off_marks_and_goes_over_a_dot_of_the_cloud_rather_than_a_mark(self):
        wide, high, size = 400, 300, 12
        wall = [Mark(130, float(y), 4) for y in range(110, 190, 8)]  # of marks, right of the point
        cloud = [Mark(float(x), float(y), 0, faint=CLOUD) for x in range(0, 100, 4) for y in range(100, 200, 4)]
        (label,) = place([["fair split"]], [Mark(110, 150, 6)], wide, high, size, [*wall, *cloud])
        long = 0.62 * size * len("fair split")
        left = label.x if label.align == "left" else label.x - long
        for mark in (Mark(110, 150, 6), *wall):
            assert (
                left >= mark.x + mark.reach
                or left + long <= mark.x - mark.reach
                or label.y >= mark.y + mark.reach
                or label.y + 1.2 * size <= mark.y - mark.reach
            )
        (only,) = place([["fair split"]], [Mark(110, 150, 6)], wide, high, size, cloud)
        assert only.align == "left"
        assert only.x > 110  # beside the point, off the cloud

    def test_the_brief_says_of_an_item_that_two_carry_out_one_giver_only(self, tmp_path):
        """Canada too could give the rule, and a swap with it would pay; the page has Mexico for its giver."""
        from tradetalks.report.findings import gather
        from tradetalks.report.first_page import first_page

        space = three(tmp_path, CARS, {"cars": ["USA"], "rule": ["CAN", "MEX"]})
        assert {"CAN", "MEX"} <= {p for swap in linkage(space, SWAPPED).swaps for p in swap.givers}
        page = first_page(gather(space, sensitivity=False), {})
        assert "MEX gives 'rule: raised'" in page.advice[0]
        (swap,) = page.swaps
        assert "MEX gives 'rule: raised'" in swap
        assert "CAN gives" not in swap

    def test_what_costs_a_party_little_is_not_said_to_cost_nobody(self, tmp_path):
        from tradetalks.report.findings import gather
        from tradetalks.report.first_page import first_page

        options = {"a": {"yes": {"USA": 50, "CAN": -0.02, "MEX": 9}}, "b": {"yes": {"USA": 5, "CAN": 5, "MEX": 5}}}
        told = first_page(gather(three(tmp_path, options, {"a": ["MEX"]}), sensitivity=False), {}).advice[0]
        assert "CAN bears 'a: yes' by what others do, gains by 'b: yes'" in told
        assert "USA gives nothing that it loses by, gains by 'a: yes' and 1 more" in told

    def test_a_range_is_named_only_where_one_is_stated(self, tmp_path):
        from tradetalks.report.findings import gather
        from tradetalks.report.first_page import first_page

        space = three(tmp_path, {"a": {"yes": {"USA": 5, "CAN": 2, "MEX": 1}}})
        deal = space.named[gather(space, sensitivity=False).recommended]
        ranged = any(deal.low[p] != deal.high[p] for p in space.parties)
        row = first_page(gather(space, sensitivity=False), {}).figures[0]
        assert ("(range)" in row.title) == ranged == any(" to " in cell for cell in row.cells)

    def test_sentences_are_true_of_three(self, tmp_path):
        from tradetalks.report.brief import render
        from tradetalks.report.findings import gather

        space = three(tmp_path, {"a": {"yes": {"USA": 5, "CAN": 2, "MEX": 1}}})
        told = render(gather(space, sensitivity=False))
        assert "What all sides can sign" in told
        assert "without being worse for another" in told
        assert "worse for the other" not in told
        assert "both sides" not in told


class TestNoDeal:
    @pytest.fixture
    def space(self, tmp_path):
        content = political({"a": {"yes": {"USA": 5, "EU": 4}}, "b": {"yes": {"USA": 2, "EU": 6}}})
        own = {"USA": {"low": 1, "mid": 3, "high": 5, "basis": "judgement"},
               "EU": {"low": 4, "mid": 4, "high": 4, "basis": "judgement"}}  # fmt: skip
        content["no_deal"] = [
            {"name": "walk", "title": "walk away", "probability": 0.5, "worth": own, "package": {"b": "yes"}},
            {"name": "as_is", "title": "as it is", "probability": 0.5},
        ]
        return space_of(tmp_path, content)

    def test_a_branch_is_worth_its_package_and_its_own(self, space):
        walk = space.no_deal["walk"]
        assert walk.value == pytest.approx({"USA": 5, "EU": 10})
        assert walk.low == pytest.approx({"USA": 2, "EU": 9})
        assert walk.high == pytest.approx({"USA": 8, "EU": 11})
        assert space.expected_no_deal == pytest.approx([5 / 2, 5] if space.parties[0] == "USA" else [5, 5 / 2])

    def test_it_is_drawn_and_bounds_what_is_accepted(self, space):
        from tradetalks.counsel.robustness import acceptability

        found = {a.party: a for a in acceptability(space, {"a": "yes"})}
        # a: 4 to 6; no deal: half of b (1 to 3) and of walking away (1 to 5)
        assert found["USA"].lowest == pytest.approx(4 - (3 + 5) / 2)
        assert found["USA"].highest == pytest.approx(6 - (1 + 1) / 2)
        (sure,) = robustness(space, {"a": {"a": "yes"}}, draws=4000, sets=["GYY"])
        assert sure.mid["USA"] == pytest.approx(5 - 2.5, abs=0.5)
        assert any("no deal, walk" in name for name, _ in sure.shares["USA"])

    def test_two_parties_of_one_region_have_no_income_of_it(self, tmp_path):
        content = political({"a": {"yes": {"BUY": 5, "SEL": -2}}}, ("BUY", "SEL"), ("USA", "USA"))
        content["no_deal"][0]["worth"] = {
            p: {"low": v, "mid": v, "high": v, "basis": "judgement"} for p, v in (("BUY", 3), ("SEL", 4))
        }
        space = space_of(tmp_path, content)
        assert {p: float(v) for p, v in zip(space.parties, space.expected_no_deal, strict=True)} == {"BUY": 3, "SEL": 4}
        assert all(v == 0 for deal in space.named.values() for v in deal.economic.values())


def test_the_last_offer_is_told_both_ways(tmp_path):
    """Three packages: whoever offers last gets the better end, however many rounds there are."""
    content = political({"a": {"x": {"USA": 1, "EU": 8}, "y": {"USA": 8, "EU": 1}}})
    where = str(write(tmp_path, content))
    few = json.loads(CliRunner().invoke(app, ["negotiate", where, "--rounds", "20", "--json"]).stdout)
    odd = json.loads(CliRunner().invoke(app, ["negotiate", where, "--rounds", "21", "--json"]).stdout)
    assert few["solved_with_one_round_more"] == odd["solved"]
    told = CliRunner().invoke(app, ["negotiate", where, "--rounds", "20"]).stdout
    assert told.count("makes the last offer") == 4
    assert "Mean over who begins" in told


class TestManyPackagesOnTheFrontier:
    def test_those_told_stand_for_all(self, tmp_path, monkeypatch):
        """What solutions pick, each party's best and every verdict are as with all packages told one by one."""
        rng = np.random.default_rng(1)
        share = rng.normal(size=(4, 4, 3)).round(3)
        share -= share.mean(2, keepdims=True)  # what one party gains others lose
        items = {
            f"i{j}": {f"o{k}": dict(zip(CODES, share[j, k].tolist(), strict=True)) for k in range(4)} for j in range(4)
        }
        walk = {
            "name": "walk", "title": "walk away", "probability": 1,
            "worth": {p: {"low": -1, "mid": -1, "high": -1, "basis": "judgement"} for p in CODES},
        }  # fmt: skip
        whole = three(tmp_path / "whole", items, no_deal=[walk])
        assert whole.untold == 0
        monkeypatch.setattr("tradetalks.space.naming.MOST_TOLD", 10)
        some = three(tmp_path / "some", items, no_deal=[walk])
        assert len(some.frontier) < len(whole.frontier) == some.on_frontier
        assert {name: deal.package for name, deal in some.named.items()} == {
            name: deal.package for name, deal in whole.named.items()
        }
        best = np.array([[d.gain[p] for p in CODES] for d in whole.frontier]).max(0)
        assert np.array([[d.gain[p] for p in CODES] for d in some.frontier]).max(0) == pytest.approx(best)
        for deal in (whole.named["status_quo"], whole.frontier[3], whole.deal({"i0": "o2", "i3": "o1"})):
            one, other = standing(some, some.deal(deal.package)), standing(whole, deal)
            assert one.to_frontier == pytest.approx(other.to_frontier, abs=1e-9)
            assert (one.beaten_by, one.on_frontier, one.best) == (other.beaten_by, other.on_frontier, other.best)
        line = space_line(some)
        assert f"{some.on_frontier:,} on the frontier, of which {len(some.frontier)} stand for the others" in line
        assert f"{len(whole.frontier):,} on the frontier;" in space_line(whole)

    def test_a_thinned_frontier_says_so(self, tmp_path):
        rng = np.random.default_rng(2)
        items = {
            f"i{j}": {f"o{k}": dict(zip(CODES, rng.normal(size=3).round(3).tolist(), strict=True)) for k in range(4)}
            for j in range(5)
        }
        space = three(tmp_path, items)
        thin = name_packages(fold(space.talks, most_points=6))
        assert thin.epsilon > 0
        assert "which has more than can be kept" in space_line(thin)
        assert f"{thin.epsilon:.2g}" in space_line(thin)
