"""The answer in one sentence, from the same figures as the tables under it."""

import json

from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.cli import app
from tradetalks.report.headline import headline, headlines
from tradetalks.report.numbers import Figures
from tradetalks.space.deal_space import plain_title_of


def test_the_sentence_tells_values_against_today_and_what_no_deal_brings(tmp_path):
    path = write(tmp_path, small())
    space = tt.deal_space(tt.Dossier.load(path))
    deal = space.named["nash"]
    said, told = headline(space, deal, "this"), Figures(space.money)
    for party, without in zip(space.parties, space.expected_no_deal, strict=True):
        assert told.ranged(deal.value[party], deal.low[party], deal.high[party], "bn") in said
        assert f"{told(float(without))} for " in said.partition("without a deal")[2]
    assert headlines(space, "nash")[0] == headline(space, deal, "the fair split (Nash)")
    assert headlines(space, "none of these")[0].startswith("No package is recommended")


def test_deals_begins_with_it_and_solutions_say_what_they_do(tmp_path):
    path = write(tmp_path, small())
    shown = CliRunner().invoke(app, ["deals", str(path)])
    assert shown.stdout.startswith("Compared with today, the fair split (Nash) brings ")
    told = json.loads(CliRunner().invoke(app, ["deals", str(path), "--json"]).stdout)
    assert "nash" in json.dumps(told)
    dossier = tt.Dossier.load(path)
    assert plain_title_of(dossier, "egalitarian") == "even split of gains (egalitarian)"
    assert plain_title_of(dossier, "status_quo") == "status quo"
