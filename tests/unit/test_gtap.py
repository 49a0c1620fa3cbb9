"""HAR files and GTAP data bases, on files this test writes record by record in the true layout."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.world.readers.gtap import is_service, read_gtap, read_har


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


def data_base(v7=False):
    rng = np.random.default_rng(2)
    comm, reg, prod = ("TRAD_COMM", COM), ("REG", REG), ("PROD_COMM", [*COM, "CGDS"])
    exports = rng.uniform(5, 50, (3, 3, 3))
    for j in range(3):
        exports[:, j, j] = 0
    fob, cif = exports * 1.02, exports * 1.02 * 1.05
    landed = cif * (1 + 0.1 * np.array([1, 2, 0]))[:, None, None]
    users = [*COM] if v7 else [*COM, "CGDS"]
    domestic = rng.uniform(50, 200, (3, len(users), 3))
    landed_by = landed.sum(1)
    imported = landed_by[:, None, :] * 0.5 / len(users) * np.ones((3, len(users), 3))
    rest = landed_by * 0.5
    final = rng.uniform(300, 600, (3, 3))
    triple, pair = [comm, reg, reg], [comm, reg]
    use = [comm, ("ACTS", COM) if v7 else prod, reg]
    names = ["VXSB", "VFOB", "VCIF", "VMSB", "VDFB", "VMFB"] if v7 else ["VXMD", "VXWD", "VIWS", "VIMS", "VDFM", "VIFM"]
    finals = ["VDPB", "VMPB", "VDGB", "VMGB", "VDIB", "VMIB"] if v7 else ["VDPM", "VIPM", "VDGM", "VIGM"]
    body = text_header("H1", REG)
    for name, array in zip(names[:4], (exports, fob, cif, landed), strict=True):
        body += real_header(name, array, triple)
    for name, array in zip(names[4:], (domestic, imported), strict=True):
        body += real_header(name, array, use)
    for name in finals:
        body += real_header(name, final if name[1] == "D" else rest / (len(finals) / 2), pair)
    return body, exports


@pytest.mark.parametrize("v7", [False, True])
def test_gtap_data_bases(tmp_path, v7):
    body, exports = data_base(v7)
    (tmp_path / "b.har").write_bytes(body)
    world = read_gtap(tmp_path / "b.har", elasticities={"food": 3.0, "cars": 5.0, "svces": 4.0})
    assert world.regions == tuple(REG)
    assert world.goods == ("food", "cars")
    np.testing.assert_allclose(world.trade[0, 1], exports[:, 0, 1] / 1e3, rtol=1e-6)
    np.testing.assert_allclose(world.tariff[0, 1], [0.1, 0.2, 0.0], atol=1e-6)
    np.testing.assert_allclose(world.export_tax[0, 1], 0.02, atol=1e-6)
    assert world.provenance["transport_margins_left_out_bn"] > 0
    assert tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5)).certificate.certified


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
    assert log["international transport margins left out"] > 0
    assert log["duties on transport margins left out"] > 0
    assert any(what.startswith("taxes on output") for what in log)


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
