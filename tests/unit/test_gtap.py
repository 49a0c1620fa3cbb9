"""HAR files and GTAP data bases, on files this test writes record by record in the true layout."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.world.files.har import read_har
from tradetalks.world.readers.gtap import is_service, read_gtap


def record(content):
    return struct.pack("<i", len(content)) + content + struct.pack("<i", len(content))


def text_header(name, values, width=12):
    body = record(name.ljust(4).encode())
    body += record(b"    1CFULL" + b"labels".ljust(70) + struct.pack("<3i", 2, len(values), width))
    packed = b"".join(v.ljust(width).encode() for v in values)
    return body + record(b"    " + struct.pack("<3i", 1, len(values), len(values)) + packed)


def real_header(name, array, sets, storage="FULL", pieces=1):
    """sets: list of (set name, elements); labels are written once for each distinct set."""
    array = np.asarray(array, dtype="<f4")
    shape = list(array.shape) + [1] * (7 - array.ndim)
    body = record(name.ljust(4).encode())
    body += record(b"    RE" + storage.encode() + b"a flow".ljust(70) + struct.pack("<8i", 7, *shape))
    distinct = dict(sets)
    rank = array.ndim
    line = b"    " + struct.pack("<3i", len(distinct), 1, rank) + name.ljust(12).encode() + struct.pack("<i", 1)
    line += b"".join(s.ljust(12).encode() for s, _ in sets) + b"k" * rank + bytes(4 * rank + 4)
    body += record(line)
    for elements in distinct.values():
        packed = b"".join(e.ljust(12).encode() for e in elements)
        body += record(b"    " + struct.pack("<3i", 1, len(elements), len(elements)) + packed)
    if storage == "SPSE":
        flat = array.ravel(order="F")
        index = np.flatnonzero(flat)
        body += record(b"    " + struct.pack("<3i", len(index), 4, 4) + b" " * 80)
        packed = (index + 1).astype("<i4").tobytes() + flat[index].tobytes()
        return body + record(b"    " + struct.pack("<3i", 1, len(index), len(index)) + packed)
    body += record(b"    " + struct.pack("<9i", 2 * pieces + 1, 7, *shape))
    cuts = np.array_split(np.arange(array.shape[-1]), pieces)
    for k, cut in enumerate(cuts):
        ranges = [(1, m) for m in array.shape[:-1]] + [(int(cut[0]) + 1, int(cut[-1]) + 1)]
        ranges += [(1, 1)] * (7 - rank)
        left = 2 * (pieces - k)
        body += record(b"    " + struct.pack("<i14i", left, *[v for pair in ranges for v in pair]))
        part = array[..., cut].ravel(order="F")
        body += record(b"    " + struct.pack("<i", left - 1) + part.tobytes())
    return body


@settings(max_examples=40, deadline=None)
@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    storage=st.sampled_from(["FULL", "SPSE"]),
    pieces=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_reals_come_back(tmp_path_factory, shape, storage, pieces, seed):
    array = np.round(
        np.random.default_rng(seed).normal(size=shape) * (np.random.default_rng(seed).random(shape) < 0.7), 3
    )
    sets = [(f"S{j}", [f"e{j}_{k}" for k in range(m)]) for j, m in enumerate(shape)]
    file = tmp_path_factory.mktemp("har") / "t.har"
    file.write_bytes(text_header("H1", ["x"]) + real_header("DATA", array, sets, storage, min(pieces, shape[-1])))
    found = read_har(file)["DATA"]
    np.testing.assert_allclose(found.values, array, rtol=1e-6)
    assert found.sets == tuple(s for s, _ in sets)
    assert found.elements == tuple(tuple(e) for _, e in sets)


REG, COM = ["USA", "CHN", "ROW"], ["food", "cars", "svces"]


USERS = [*COM, "CGDS"]


def flows():
    """A data base whose accounts hold: million USD, [commodity, exporter, importer] and [commodity, user, region]."""
    rng = np.random.default_rng(2)
    exports = rng.uniform(5, 50, (3, 3, 3))
    exports[:, [0, 1], [0, 1]] = 0  # ROW is an aggregate: it trades within itself
    fob = exports * np.array([1.02, 1.0, 0.97])[:, None, None]
    margin = np.zeros((1, 3, 3, 3))  # [service, commodity, exporter, importer]
    margin[0, :2] = 0.05 * fob[:2]
    cif = fob + margin.sum(0)
    landed = cif * (1 + 0.1 * np.array([1, 2, 0]))[:, None, None]
    sold = np.array([[0.5, 0.2, 0.3]]) * margin.sum()  # who sells transport: [service, region]
    share = rng.uniform(0.05, 0.12, (3, 4, 3))
    at_home = rng.uniform(400, 900, (3, 3))
    made = at_home + exports.sum(2)
    made[2] += sold[0]
    domestic, imported = share * at_home[:, None, :], share * landed.sum(1)[:, None, :]
    final = [(whole - used.sum(1)) / 2 for whole, used in ((at_home, domestic), (landed.sum(1), imported))]
    paid = {"d": domestic * 1.04, "i": imported * 1.06}  # taxes on inputs
    costs = made / np.array([1.1, 0.8, 1.0])[:, None]  # taxes on output of food, subsidies of cars
    factors = np.zeros((2, 4, 3))
    factors[:, :3] = np.array([0.6, 0.4])[:, None, None] * (costs - (paid["d"] + paid["i"]).sum(0)[:3])
    return {
        "exports": exports, "fob": fob, "cif": cif, "landed": landed, "margin": margin, "sold": sold, "made": made,
        "domestic": domestic, "imported": imported, "final": final, "paid": paid, "costs": costs, "factors": factors,
    }  # fmt: skip


def data_base(v7=False, without=()):
    f = flows()
    comm, reg, marg = ("TRAD_COMM", COM), ("REG", REG), ("MARG_COMM", ["svces"])
    user, endw = (("ACTS", COM) if v7 else ("PROD_COMM", USERS)), ("ENDW", ["Land", "Labor"])
    triple, pair, use = [comm, reg, reg], [comm, reg], [comm, user, reg]
    keep = slice(3 if v7 else 4)  # version 7 has investment as final use
    names = {
        "exports": "VXSB VXMD", "fob": "VFOB VXWD", "cif": "VCIF VIWS", "landed": "VMSB VIMS", "domestic": "VDFB VDFM",
        "imported": "VMFB VIFM", "paid d": "VDFP VDFA", "paid i": "VMFP VIFA",
    }  # fmt: skip
    arrays = {**f, "paid d": f["paid"]["d"], "paid i": f["paid"]["i"]}
    written = {}
    for what, both in names.items():
        array = arrays[what]
        written[both.split()[0 if v7 else 1]] = (
            (array, triple) if what in ("exports", "fob", "cif", "landed") else (array[:, keep], use)
        )
    for k, letters in enumerate(("D", "M" if v7 else "I")):
        for who in ("P", "G"):
            written[f"V{letters}{who}{'B' if v7 else 'M'}"] = (f["final"][k], pair)
            written[f"V{letters}{who}{'P' if v7 else 'A'}"] = (1.05 * f["final"][k], pair)
    if v7:
        for letters, what in (("D", "domestic"), ("M", "imported")):
            written[f"V{letters}IB"] = (f[what][:, 3], pair)
            written[f"V{letters}IP"] = (f[what][:, 3], pair)
        for name, values in (("MAKS", f["costs"]), ("MAKB", f["made"])):
            written[name] = (np.eye(3)[:, :, None] * values[:, None], use)
    written["VST"], written["VTWR"] = (f["sold"], [marg, reg]), (f["margin"], [marg, *triple])
    written["EVFP" if v7 else "EVFA"] = (f["factors"][:, keep], [endw, user, reg])
    written["EVFB" if v7 else "VFM"] = (0.9 * f["factors"][:, keep], [endw, user, reg])
    written["EVOS" if v7 else "EVOA"] = (0.8 * f["factors"].sum(1), [endw, reg])
    written["VDEP"] = (np.ones(3), [reg])
    body = text_header("H1", REG)
    for name, (array, sets) in written.items():
        if name not in without:
            body += real_header(name, array, sets)
    return body, f


@pytest.mark.parametrize("v7", [False, True])
def test_gtap_data_bases(tmp_path, v7):
    """Every account of the world is that of the file: trade, transport, duties, taxes, costs, balances."""
    body, f = data_base(v7)
    (tmp_path / "b.har").write_bytes(body)
    world = read_gtap(tmp_path / "b.har", elasticities={"food": 3.0, "cars": 5.0, "svces": 4.0})
    assert world.regions == tuple(REG)
    assert world.goods == ("food", "cars")

    def same(found, expected):
        np.testing.assert_allclose(1e3 * found, expected, rtol=2e-6, atol=1e-3)

    same(world.trade[0, 1, :2], f["exports"][:2, 0, 1])
    assert world.tariff[0, 1] == pytest.approx([0.105, 0.21, 0.0], abs=1e-6)  # 10% of what costs 1.05 to land
    assert world.export_tax[0, 1, :2] == pytest.approx([0.02, 0.0], abs=1e-6)
    same(world.trade.sum(1).T, f["made"])
    same(world.output.T, f["costs"])
    same(world.tariff_revenue, (f["landed"] - f["cif"]).sum((0, 1)))
    same(world.export_tax_revenue, (f["fob"] - f["exports"]).sum((0, 2)))
    same(-world.subsidy_cost, (f["made"] - f["costs"]).sum(0))
    same(world.deficit, f["cif"].sum((0, 1)) - f["fob"].sum((0, 2)) - f["sold"][0])
    same(world.labour_income, f["costs"].sum(0) - (f["domestic"] + f["imported"])[:, :3].sum((0, 1)))
    bought = 2 * (f["final"][0] + f["final"][1]) + (f["domestic"] + f["imported"])[:, 3]
    same(world.income, bought.sum(0))
    carried = f["margin"].sum((0, 1, 2))  # transport that each importer takes
    foreign = [f["sold"][0, 0] / f["sold"].sum() * carried[1] + f["exports"][2, 0, 1]]
    same(world.trade[0, 1, 2:], foreign)
    moved = [row for row in world.provenance["adjustments"] if row["what"].startswith(("uses", "value-added", "neg"))]
    assert sum(abs(row["bn_usd"]) for row in moved) < 1e-6
    assert tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5)).certificate.certified


def test_uses_of_imports_pay_for_their_transport(tmp_path):
    """A user of imported cars buys them and the services that brought them, in the proportion of the margins."""
    body, f = data_base()
    (tmp_path / "b.har").write_bytes(body)
    world = read_gtap(tmp_path / "b.har")
    used = 1e3 * world.input_share * world.output[:, None, :]  # [region, input, user]
    part = f["margin"].sum((0, 2)) / f["landed"].sum(1)  # [commodity, importer]
    cars = f["domestic"][1, 0] + f["imported"][1, 0] * (1 - part[1])
    np.testing.assert_allclose(used[:, 1, 0], cars, rtol=1e-5)
    services = f["domestic"][2, 0] + f["imported"][2, 0] + (f["imported"][:2, 0] * part[:2]).sum(0)
    np.testing.assert_allclose(used[:, 2, 0], services, rtol=1e-5)


@pytest.mark.parametrize(
    ("without", "words"),
    [
        (("VTWR",), "each import takes the world's mix of transport services, as header VTWR is missing"),
        (("VST", "VTWR"), "transport margins left out, as header VST"),
        (("EVFA",), "taxes on output cannot be told from the file"),
    ],
)
def test_what_an_older_file_lacks_is_said(tmp_path, without, words):
    (tmp_path / "b.har").write_bytes(data_base(without=without)[0])
    world = read_gtap(tmp_path / "b.har")
    assert any(row["what"].startswith(words) for row in world.provenance["adjustments"])
    assert world.check().worst < 1e-12
    duties = (flows()["landed"] - flows()["cif"]).sum((0, 1))
    np.testing.assert_allclose(1e3 * world.tariff_revenue, duties, rtol=1e-5)


def test_an_activity_that_makes_two_commodities(tmp_path):
    """Version 7 keeps a make matrix: what a dairy makes of cars has a dairy's inputs."""
    body, f = data_base(v7=True, without=("MAKB", "MAKS"))
    make = np.eye(3)[:, :, None] * f["made"][:, None]
    make[0, 0], make[1, 0] = 0.7 * make[0, 0], 0.3 * make[0, 0]
    sets = [("COMM", COM), ("ACTS", COM), ("REG", REG)]
    (tmp_path / "b.har").write_bytes(body + real_header("MAKB", make, sets) + real_header("MAKS", make, sets))
    log = {row["what"]: row.get("bn_usd") for row in read_gtap(tmp_path / "b.har").provenance["adjustments"]}
    several = "activities that make several commodities: each takes the activity's mix of inputs"
    np.testing.assert_allclose(1e3 * log[several], 0.3 * f["made"][0].sum(), rtol=1e-5)


def test_faulty_files_are_named(tmp_path):
    body, _ = data_base()
    cases = {
        "cut.har": (body[:-7], "not a HAR file, or truncated"),
        "text.har": (b"exporter,importer\nUSA,CHN\n", "not a HAR file"),
        "empty.har": (b"", "not a HAR file"),
        "part.har": (text_header("H1", REG), "no header VXMD: this is a sets file; the data base is basedata.har"),
        "prm.har": (real_header("ESBM", [4.0], [("COMM", ["food"])]), "this is a parameters file; the data base is"),
        "other.har": (real_header("XXMD", [4.0], [("COMM", ["food"])]), r"no header VXMD .nearest: 'XXMD'"),
    }
    for name, (content, message) in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(tt.WorldError, match=message):
            read_gtap(tmp_path / name)


def test_elasticities_of_the_parameters_file(tmp_path):
    (tmp_path / "b.har").write_bytes(data_base()[0])
    (tmp_path / "d.prm").write_bytes(real_header("ESBM", [5.0, 6.5, 4.0], [("TRAD_COMM", COM)]))
    world = read_gtap(tmp_path / "b.har", elasticities=str(tmp_path / "d.prm"))
    np.testing.assert_allclose(world.trade_elasticity, [4.0, 5.5, 3.0])
    assert world.provenance["elasticities"] == "ESBM of d.prm less one"
    (tmp_path / "d.prm").rename(tmp_path / "DEFAULT.PRM")  # beside the data base it is found by itself
    both = real_header("ESBD", [2.0, 3.0, 1.9], [("TRAD_COMM", COM)])
    (tmp_path / "DEFAULT.PRM").write_bytes((tmp_path / "DEFAULT.PRM").read_bytes() + both)
    world = read_gtap(tmp_path / "b.har")
    np.testing.assert_allclose(world.trade_elasticity, [4.0, 5.5, 3.0])
    assert any("(ESBD, 2.3 on average) not used" in row["what"] for row in world.provenance["adjustments"])
    np.testing.assert_allclose(read_gtap(tmp_path / "b.har", nest="home").trade_elasticity, [1.0, 2.0, 0.9], rtol=1e-6)
    for content, words in (
        (real_header("ESBM", [5.0, 6.5, 4.0], [("TRAD_COMM", ["food", "cars", "other"])]), "none for commodity svces"),
        (real_header("ESBM", [5.0, 0.5, 4.0], [("TRAD_COMM", COM)]), r"ESBM of cars is 0\.5, expected more than 1"),
        (real_header("ESBD", [5.0, 0.5, 4.0], [("TRAD_COMM", COM)]), "no header ESBM"),
    ):
        (tmp_path / "d.prm").write_bytes(content)
        with pytest.raises(tt.WorldError, match=words):
            read_gtap(tmp_path / "b.har", elasticities=str(tmp_path / "d.prm"))
    with pytest.raises(tt.WorldError, match="set 'GYY' is by ISIC sectors and has none of food, cars, svces"):
        read_gtap(tmp_path / "b.har", elasticities="GYY")


def test_what_a_data_base_holds_and_this_world_does_not_is_noted(tmp_path):
    (tmp_path / "b.har").write_bytes(data_base()[0])
    log = {row["what"]: row.get("bn_usd") for row in read_gtap(tmp_path / "b.har").provenance["adjustments"]}
    f = flows()
    expected = {
        "transport margins carried as trade in transport services": f["sold"].sum(),
        "duties inside an aggregated region, carried as a tax on its domestic sales": (f["landed"] - f["cif"])[
            :, 2, 2
        ].sum(),
        "taxes on output less subsidies, carried as production subsidies and, below zero, taxes": (
            f["made"] - f["costs"]
        ).sum(),
        "taxes on inputs of firms, counted as value added": (
            0.04 * f["domestic"][:, :3].sum() + 0.06 * f["imported"][:, :3].sum()
        ),
        "taxes on the use of factors, counted as value added": 0.1 * f["factors"].sum(),
        "taxes on factors' income, paid and spent within a region: left out": 0.1 * f["factors"].sum(),
        "taxes on purchases of households: left out, final use is before them": 0.05
        * (f["final"][0] + f["final"][1]).sum(),
        "taxes on purchases of investors: left out, final use is before them": (
            0.04 * f["domestic"][:, 3].sum() + 0.06 * f["imported"][:, 3].sum()
        ),
    }
    for what, size in expected.items():
        np.testing.assert_allclose(1e3 * log[what], size, rtol=1e-4, err_msg=what)
    assert "headers this model has no use for: VDEP" in log
    assert "no default.prm beside the data base: trade elasticities of 4 in every sector assumed" in log


@pytest.mark.parametrize(
    ("name", "service"),
    [("ely", True), ("Electricity", True), ("Water", True), ("wtp", True), ("TransComm", True), ("svces", True),
     ("Util_Cons", True), ("food", False), ("mvh", False), ("otn", False), ("TransportEquip", False), ("gas", False)],
)  # fmt: skip
def test_services_of_gtap(name, service):
    assert is_service(name) is service


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 4000), value=st.integers(0, 255))
def test_damaged_bytes_never_crash(tmp_path_factory, at, value):
    body = bytearray(data_base()[0])
    body[at % len(body)] = value
    file = tmp_path_factory.mktemp("har") / "d.har"
    file.write_bytes(bytes(body))
    with contextlib.suppress(tt.WorldError):
        read_gtap(file)
