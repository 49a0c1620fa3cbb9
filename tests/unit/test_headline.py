"""The answer in one sentence, from the same figures as the tables under it."""

import json

from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.report.headline import UNDRAWN, headline, headlines
from tradetalks.report.numbers import Figures
from tradetalks.report.uncomputed import NOTHING_YET, fill_in_words
from tradetalks.space.deal_space import plain_title_of


def test_the_sentence_tells_values_against_today_and_what_no_deal_brings(tmp_path):
    path = write(tmp_path, small())
    space = tt.deal_space(tt.Dossier.load(path))
    deal = space.named["nash"]
    said, told = headline(space, deal, "this"), Figures(space.money)
    for party, without in zip(space.parties, space.expected_no_deal, strict=True):
        low, high = deal.low[party], deal.high[party]
        fine = told.beside(deal.value[party], low, high) if low != high else told
        assert f"{fine(deal.value[party])} bn" in said
        assert low == high or f"({fine(low)} to {fine(high)} by worth alone)" in said
        assert f"{told(float(without))} for " in said.partition("without a deal")[2]
    assert headlines(space, "nash")[0] == headline(space, deal, "the fair split (Nash)")
    assert headlines(space, "none of these")[0].startswith("No package is recommended")


def test_a_range_is_told_with_what_it_is_of_and_what_it_leaves_out(tmp_path):
    space = tt.deal_space(tt.Dossier.load(write(tmp_path, small())))
    deal = space.named["nash"]
    assert headline(space, deal, "this").endswith(UNDRAWN)
    assert UNDRAWN not in headline(space, deal, "this", drawn=True)
    party = next(p for p in space.parties if deal.low[p] != deal.high[p])
    model, worth = deal.economic[party], deal.political[party]
    said = headline(space, deal, "this", {party: (model - 5, model + 7)})
    fine = Figures(space.money).beside(
        model + worth, model + worth - 5, model + worth + 7, deal.low[party], deal.high[party]
    )
    assert (
        f"({fine(model + worth - 5)} to {fine(model + worth + 7)} by draws of the model;"
        f" {fine(deal.low[party])} to {fine(deal.high[party])} by worth alone)"
    ) in said
    assert UNDRAWN not in said


def test_deals_begins_with_it_and_solutions_say_what_they_do(tmp_path):
    path = write(tmp_path, small())
    shown = CliRunner().invoke(app, ["deals", str(path)])
    assert shown.stdout.startswith("Compared with today, the fair split (Nash) brings ")
    told = json.loads(CliRunner().invoke(app, ["deals", str(path), "--json"]).stdout)
    assert "nash" in json.dumps(told)
    dossier = tt.Dossier.load(path)
    assert plain_title_of(dossier, "egalitarian") == "even split of gains (egalitarian)"
    assert plain_title_of(dossier, "status_quo") == "status quo"


def test_a_dossier_where_nothing_has_a_size_says_so_first_and_shows_no_tables_of_nothing(tmp_path):
    bare = small()
    for item in bare["agenda"]:
        for option in item["options"]:
            option.pop("measures", None)
            option.pop("worth", None)
    bare["no_deal"] = [{"name": "as_is", "title": "things stay", "probability": 1.0}]
    bare.pop("escalation", None)
    bare.pop("in_force", None)
    path = write(tmp_path, bare)
    found = tt.Dossier.load(path)
    assert headlines(tt.deal_space(found), "") == [NOTHING_YET, fill_in_words(found)]
    told = CliRunner().invoke(app, ["deals", str(path)]).output
    assert "Nothing can be computed yet" in told
    assert "What no deal costs" not in told
    sized = headlines(tt.deal_space(tt.Dossier.load(write(tmp_path, small()))), "none of these")
    assert NOTHING_YET not in sized
