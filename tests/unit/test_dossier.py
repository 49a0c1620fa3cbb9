"""Dossiers: the shipped one is sound; a faulty one gets one clear message a fault."""

import contextlib
import copy
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.dossier.files import shipped
from tradetalks.dossier.writing import write_dossier


def test_busan_is_shipped_and_sound():
    assert "busan-2025" in shipped()
    dossier = tt.Dossier.load("busan-2025")
    assert str(dossier.reference_date) == "2025-10-29"
    assert all(3 <= len(item.options) <= 5 for item in dossier.agenda)
    wanted = {
        "fentanyl_tariff", "reciprocal_tariff", "threatened_100", "china_tariffs", "rare_earths", "soybeans",
        "ai_chips", "chip_controls", "section_301", "port_fees", "russian_oil", "fentanyl_cooperation",
        "tiktok", "taiwan", "ip_theft", "industrial_subsidies",
    }  # fmt: skip
    assert wanted <= {item.id for item in dossier.agenda}


def test_busan_names_a_basis_for_every_worth_and_says_how_items_are_modelled():
    dossier = tt.Dossier.load("busan-2025")
    for item in dossier.agenda:
        assert item.modelling, item.id
        assert item.positions, item.id
        for option in item.options:
            for worth in option.worth.values():
                assert worth.basis == "judgement" or worth.basis in dossier.sources
    assert [s.place for s in dossier.meeting.itinerary]


def test_no_deal_in_short_is_talks_that_failed_and_changed_nothing():
    """``agreed: no deal`` reads as written out on the day of the meeting; a package may say what was done instead."""
    short = tt.Dossier.model_validate(small(agreed="no deal"))
    assert short.failed
    assert short.agreed is not None
    assert short.agreed.date == short.meeting.date
    assert short.package(short.agreed.package) == short.status_quo()
    done = {"date": "2025-01-03", "no_deal": True, "package": {"steel": "doubled"}}
    assert tt.Dossier.model_validate(small(agreed=done)).failed
    assert not tt.Dossier.model_validate(small(agreed={**done, "no_deal": False})).failed
    assert not tt.Dossier.model_validate(small()).failed
    with pytest.raises(ValueError, match="agreed"):
        tt.Dossier.model_validate(small(agreed="nothing"))


def test_what_was_agreed_is_apart():
    """The agreed package is in its own file, and nothing but the comparison would change without it."""
    dossier = tt.Dossier.load("busan-2025")
    assert dossier.agreed is not None
    assert dossier.package(dossier.agreed.package)["fentanyl_tariff"] == "ten"
    assert (shipped()["busan-2025"] / "outcome.yaml").read_text(encoding="utf-8").count("agreed:") == 1


def test_small_dossier_in_a_folder_or_a_file(tmp_path):
    folder = write(tmp_path / "small")
    assert tt.Dossier.load(folder).name == "small"
    assert tt.Dossier.load(folder / "dossier.yaml").item("steel").status_quo == "charged"


def fault_of(tmp_path, content) -> str:
    with pytest.raises(tt.DossierError) as caught:
        tt.Dossier.load(write(tmp_path / "d", content))
    return str(caught.value)


def changed(path, value):
    content = small()
    here = content
    for step in path[:-1]:
        here = here[step]
    if value is None:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return content


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (["titel"], "x", "dossier.yaml: titel: unknown name (nearest: 'title')"),
        (["title"], None, "dossier.yaml: title: missing"),
        (["agenda", 0, "optons"], [], "agenda[0 'steel'].optons: unknown name (nearest: 'options')"),
        (
            ["agenda", 0, "status_quo"],
            "charge",
            "agenda[0 'steel'].status_quo: unknown option 'charge' (nearest: 'charged')",
        ),
        (
            ["agenda", 0, "options", 0, "measures", 0, "importer"],
            "US",
            "unknown region 'US' (nearest: 'USA')",
        ),
        (
            ["agenda", 0, "options", 0, "measures", 0, "instrument"],
            "tarif",
            "unknown instrument 'tarif' (nearest: 'tariff')",
        ),
        (
            ["agenda", 0, "options", 0, "measures", 0, "point"],
            1,
            "measures[0].point: unknown name (nearest: 'points')",
        ),
        (
            ["agenda", 0, "options", 0, "measures", 0, "tariff"],
            {"level": 0.15},
            "measures[0].tariff: unknown name; expected level: 0.15 beside instrument: tariff",
        ),
        (["agenda", 0, "options", 0, "measures", 0, "points"], "lots", "measures[0].points: found 'lots'"),
        (
            ["agenda", 0, "options", 0, "measures", 0, "profile"],
            "metals",
            "unknown profile 'metals' (nearest: 'metal')",
        ),
        (["agenda", 0, "options", 1, "worth", "USA", "low"], 5, "expected low <= mid <= high"),
        (
            ["agenda", 0, "options", 1, "worth", "USA", "basis"],
            "pres",
            "unknown source 'pres' (nearest: 'press')",
        ),
        (
            ["agenda", 2, "options", 1, "worth", "EUR"],
            {"low": 0, "mid": 0, "high": 0, "basis": "judgement"},
            "unknown party 'EUR' (nearest: 'EU')",
        ),
        (["no_deal", 0, "probability"], 0.4, "no_deal: probabilities sum to 0.9; expected 1"),
        (["no_deal", 1, "package", "steel"], "tripled", "unknown option 'tripled'"),
        (["parties", "EU", "region"], "EU", "parties.EU.region: unknown region 'EU' (nearest: 'EU27')"),
        (["sources", "press", "verified"], "maybe", "sources.press.verified: found 'maybe'"),
        (["profiles", "metal", "rates", "STEAL"], 1.0, "unknown sector 'STEAL' (nearest: 'STEEL')"),
        (
            ["constraints", 0, "then", "data"],
            ["framwork"],
            "unknown option 'framwork' (nearest: 'framework')",
        ),
        (["red_lines", 0, "never"], ["none"], "holds the status quo 'none'"),
        (["world"], {"elasticities": "GGY"}, "unknown set of trade elasticities 'GGY' (nearest: 'GYY')"),
        (["world"], {"deficits": "fixd"}, "world.deficits: found 'fixd' (nearest: 'fixed')"),
        (["reference_date"], "soon", "reference_date: found 'soon'"),
        (["meeting", "plce"], "x", "meeting.plce: unknown name (nearest: 'place'); expected one of: place, date,"),
        (
            ["parties", "world"],
            {"region": "CHN", "name": "x", "leder": "y"},
            "parties.world.leder: unknown name (nearest: 'leader'); expected one of: region, name, leader",
        ),
        (
            ["no_deal", 0, "nash"],
            {"players": ["USA", "EU"], "sector": "all"},
            "no_deal[0 'as_is'].nash.sector: unknown name (nearest: 'sectors'); expected one of: players, sectors,",
        ),
        (
            ["in_force", 0],
            {
                "instrument": "forced_sale",
                "seller": "CHN",
                "buyer": "USA",
                "price": 1,
                "yield_rate": 0.05,
                "value": {"low": 1, "mid": 2, "high": 3, "hi": 4},
            },
            "in_force[0].value.hi: unknown name (nearest: 'high'); expected one of: low, mid, high",
        ),
    ],
)
def test_faults_name_place_value_and_nearest(tmp_path, path, value, expected):
    assert expected in fault_of(tmp_path, changed(path, value))


def test_every_fault_is_listed_at_once(tmp_path):
    content = small(titel="x", sumary="y")
    message = fault_of(tmp_path, content)
    assert "2 faults" in message
    assert message.count("\n  - ") == 2


def test_a_barrier_says_one_of_two_things(tmp_path):
    content = small()
    content["in_force"] = [
        {"instrument": "barrier", "exporter": "USA", "importer": "CHN", "cost": 0.1, "cuts_trade_by": 0.2}
    ]
    assert "give exactly one of 'cost' and 'cuts_trade_by'" in fault_of(tmp_path, content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"name: [unclosed", "line"),
        (b"\xff\xfe\x00bad", "not UTF-8"),
        (b"- a\n- b\n", "expected a mapping"),
        (b"name: a\nname: b\n", "duplicate key"),
        (b"title: !!python/object/apply:os.system ['true']\n", "could not determine a constructor"),
    ],
)
def test_files_that_are_not_what_they_should_be(tmp_path, text, expected):
    (tmp_path / "dossier.yaml").write_bytes(text)
    with pytest.raises(tt.DossierError, match=expected):
        tt.Dossier.load(tmp_path)


def test_a_name_given_in_two_files_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "more.yaml").write_text("title: again\n", encoding="utf-8")
    with pytest.raises(tt.DossierError, match=r"more.yaml: title: already given in dossier.yaml"):
        tt.Dossier.load(tmp_path)


def test_nothing_there(tmp_path):
    with pytest.raises(tt.DossierError, match="nearest: 'busan-2025'"):
        tt.Dossier.load("busan-2026")
    with pytest.raises(tt.DossierError, match="holds no"):
        tt.Dossier.load(tmp_path)


def paths_of(value, here=()):
    yield here
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths_of(part, (*here, key))
    elif isinstance(value, list):
        for j, part in enumerate(value):
            yield from paths_of(part, (*here, j))


PATHS = [p for p in paths_of(small()) if p]
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=True), st.text(max_size=6), st.just([]),
    st.just({}), st.just([{}]), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(PATHS), junk=JUNK)
def test_junk_anywhere_gives_a_dossier_or_a_dossier_error(tmp_path_factory, path, junk):
    content = copy.deepcopy(small())
    here = content
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = junk
    folder = write(tmp_path_factory.mktemp("junk"), content)
    with contextlib.suppress(tt.DossierError):
        tt.Dossier.load(folder)


def test_a_branch_without_a_deal_states_what_it_is_worth_to_each_party(tmp_path):
    content = small()
    worth = {"USA": {"low": 1, "mid": 3, "high": 4, "basis": "press"}}
    content["no_deal"][0]["worth"] = worth
    found = tt.Dossier.load(write(tmp_path / "d", content))
    assert found.no_deal[0].worth["USA"].mid == 3
    assert tt.Dossier.load(write_dossier(found, tmp_path / "again")) == found
    content["no_deal"][0]["worth"] = {"US": {"low": 5, "mid": 3, "high": 4, "basis": "pres"}}
    message = fault_of(tmp_path, content)
    assert "no_deal[0 'as_is'].worth: unknown party 'US' (nearest: 'USA')" in message
    assert "no_deal[0 'as_is'].worth.US.basis: unknown source 'pres' (nearest: 'press')" in message
    assert "no_deal[0 'as_is'].worth.US: found low 5, mid 3, high 4; expected low <= mid <= high" in message


def test_reading_gives_the_class_that_asks(tmp_path):
    class Annotated(tt.Dossier):
        """A dossier of a user's own."""

    assert type(Annotated.load(write(tmp_path))) is Annotated


@pytest.mark.parametrize("date", ["2025-01-01", datetime.date(2025, 1, 1), 2025, "2025-01"])
def test_dates_of_sources_and_measures_may_stand_without_quotes(tmp_path, date):
    content = small()
    content["sources"]["press"]["date"] = date
    content["in_force"][0]["since"] = date
    dossier = tt.Dossier.load(write(tmp_path, content))
    assert dossier.sources["press"].date == dossier.in_force[0].since == str(date)
