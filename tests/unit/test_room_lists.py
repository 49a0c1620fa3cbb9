"""Each folder's own list of what it holds says where each name is, and leaves no module out."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tradetalks"
ROOMS = sorted(p.parent for p in SOURCE.glob("*/__init__.py"))
LINE = re.compile(r"^- ``(\w+)`` \((\w+)\): \S", re.MULTILINE)


def listed(room):
    """Pairs of a name and the module it is said to be in: ``- ``Dossier`` (model): what it is``."""
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(LINE.findall(text)) == len(re.findall(r"^- ", text, re.MULTILINE)), (
        f"{room.name}: a line of another form"
    )
    return LINE.findall(text)


def held(room):
    """Public modules of a folder, by name; the folder's own ``__init__`` under the folder's name if it holds code."""
    found = {path.stem: path for path in room.glob("*.py") if not path.name.startswith("_")}
    found |= {path.parent.name: path for path in room.glob("*/__init__.py")}
    own = room / "__init__.py"
    return found | ({room.name: own} if len(ast.parse(own.read_text(encoding="utf-8")).body) > 1 else {})


def names_in(path):
    """Names that stand at a module's top level; of a folder within a room, those of all its modules."""
    if path.name == "__init__.py" and path.parents[1] != SOURCE:
        for module in path.parent.glob("[!_]*.py"):
            yield from names_in(module)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def test_every_folder_is_a_room():
    assert {"dossier", "value", "space", "counsel", "world"} <= {room.name for room in ROOMS}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_module_is_in_its_rooms_list(room):
    missing = set(held(room)) - {module for _, module in listed(room)}
    assert not missing, f"{room.name}/__init__.py lists nothing of {sorted(missing)}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_listed_name_is_where_it_is_said_to_be(room):
    modules = held(room)
    for name, module in listed(room):
        assert module in modules, f"{room.name}/__init__.py: no module {module}"
        assert name in set(names_in(modules[module])), f"{room.name}/__init__.py: no {name} in {module}"
