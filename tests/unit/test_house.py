"""House rules that a machine can check: layers, import time and side effects, unsafe calls."""

import ast
import inspect
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tradetalks import way

SOURCE = Path(__file__).parents[2] / "src" / "tradetalks"
LAYERS = ["world", "policy", "equilibrium", "incidence", "war", "dossier", "value", "space", "counsel"]
LAYERS += ["sweep", "articles", "replications", "magnitudes", "report", "app", "summit", "cli"]
RANK = {name: rank for rank, name in enumerate(LAYERS)}


def modules():
    return sorted(SOURCE.rglob("*.py"))


@cache
def parsed(path):
    """The module and its nodes, read once for all rules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tree, tuple(ast.walk(tree))


LOOPS = (ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def searches_again(loop):
    """Does a loop search the list it runs over for its own variable? That takes the square of the list."""
    for part in getattr(loop, "generators", [loop]):
        listed, name = ast.dump(part.iter), getattr(part.target, "id", None)
        for call in ast.walk(loop):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in ("count", "index")
            ):
                asked = call.args and getattr(call.args[0], "id", None)
                if name and asked == name and ast.dump(call.func.value) == listed:
                    return True
    return False


@cache
def imported(path):
    found = []
    for node in parsed(path)[1]:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide layers"
            found.append(node.module)
    return found


def layer_of(dotted):
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "tradetalks" and parts[1] in RANK else None


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_lower_layers_never_import_higher_ones(path):
    own = path.relative_to(SOURCE).with_suffix("").parts[0]
    if own not in RANK:
        return  # the package face and errors
    for name in imported(path):
        layer = layer_of(name)
        if layer and layer != own:
            assert RANK[layer] < RANK[own], f"{path.name} in {own} imports {name}"


def dotted(path):
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def only_for_types(tree):
    """Nodes under ``if TYPE_CHECKING:``, which run for no one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from (inner for statement in node.body for inner in ast.walk(statement))


def imported_modules(tree, known):
    """Modules of the package that a module imports when it runs, inside functions too."""
    left_out = set(only_for_types(tree))
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inside & known
            if inside - known:  # names of the module itself
                yield node.module


def cycle(graph):
    """The modules of an import cycle in order, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " <- ".join(error.args[1])
    return ""


def test_no_import_cycles():
    trees = {dotted(path): parsed(path)[0] for path in modules()}
    found = cycle({name: set(imported_modules(tree, trees.keys())) for name, tree in trees.items()})
    assert not found, f"imports run in a circle: {found}"


def test_a_cycle_is_seen_inside_functions_and_not_in_types():
    names = {"p.a", "p.b"}
    there = ast.parse("def f():\n    from p.b import x")
    back = ast.parse("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p import a\nelse:\n    pass")
    full = ast.parse("from p import a")
    assert set(imported_modules(there, names)) == {"p.b"}
    assert not cycle({"p.a": imported_modules(there, names), "p.b": imported_modules(back, names)})
    assert cycle({"p.a": imported_modules(there, names), "p.b": imported_modules(full, names | {"p"})})


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_unsafe(path):
    for node in parsed(path)[1]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "__import__"), f"{path}:{node.lineno}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False
    assert "pickle" not in imported(path)


@pytest.mark.parametrize("module", ["tradetalks", "tradetalks.cli"])
def test_importing_loads_nothing_heavy(module):
    """The command line sets the number of BLAS threads before NumPy comes."""
    code = f"import sys, {module}; print([m for m in ('jax','numpy','pandas','scipy','altair') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_compiles_at_run_time(path):
    """JAX is the tests' own reference for derivatives."""
    assert not {name.split(".")[0] for name in imported(path)} & {"jax", "jaxlib", "numba", "torch"}


def test_solving_and_telling_load_no_scipy():
    """It is for linear programmes and factors: a solve and its table need none."""
    code = (
        "import sys, tradetalks as tt, tradetalks.report.tables\n"
        "from tests.worlds import random_world\n"
        "w = random_world(1); s = tt.Shock(w).tariff('R0', 'R1', 0.5).cap('R1', 'R0', 0.9)\n"
        "tt.solve(w, s); tt.solve_many(w, [s, s])\n"
        "print([m for m in ('scipy',) if m in sys.modules])"
    )
    root = SOURCE.parents[1]
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_loop_searches_the_list_it_runs_over(path):
    again = [node.lineno for node in parsed(path)[1] if isinstance(node, LOOPS) and searches_again(node)]
    assert not again, f"{path}: line {again[0]}: tradetalks.errors.repeated finds what stands twice in one pass"


def test_a_search_of_the_list_is_seen():
    def seen(text):
        return any(searches_again(node) for node in ast.walk(ast.parse(text)) if isinstance(node, LOOPS))

    assert seen("twice = [n for n in names if names.count(n) > 1]")
    assert seen("for n in names:\n    if names.count(n) > 1:\n        raise ValueError(n)")
    assert seen("first = [names.index(n) for n in names]")
    assert not seen("n = [others.count(n) for n in names]")


def test_modules_stay_readable():
    for path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 450, f"{path.name} has {lines} lines"


def test_no_room_imports_the_package_face():
    for path in modules():
        if path.parent != SOURCE:
            assert "tradetalks" not in imported(path), f"{path} imports the package's public face"


def test_the_picture_of_the_house_is_that_of_its_imports():
    script = SOURCE.parents[1] / "docs" / "draw_house.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_each_step_of_the_main_way_takes_what_the_one_before_returns():
    steps = [way.bring_to_eve, way.Valuer, way.value, way.fold, way.name, way.tell]
    takes = [next(iter(inspect.signature(step).parameters.values())).annotation for step in steps]
    gives = [inspect.signature(step).return_annotation for step in steps]
    gives[1] = "Valuer"
    assert takes == ["Dossier", *gives[:-1]]
    assert inspect.signature(way.load).return_annotation == "Dossier"
    assert len(Path(inspect.getfile(way)).read_text(encoding="utf-8").splitlines()) < 100


def test_tests_pack_without_the_hour():
    """gzip writes the second into what it packs: as a parameter it names a test anew in each process, and none runs."""
    for path in sorted(SOURCE.parents[1].joinpath("tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("gzip.compress", "gzip.GzipFile"):
                assert any(word.arg == "mtime" for word in node.keywords), f"{path.name}:{node.lineno}: mtime=0"
