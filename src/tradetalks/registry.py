"""What the files of a folder declare, found where they stand: adding a thing is adding its file.

Instruments, bargaining solutions, readers and pages each live in a folder of their own, one file each. A file's name is
the thing's name; what the thing is and says of itself stands in the file. Nothing is imported until it is first asked
for, and names alone are read without importing any of the files.
"""

from __future__ import annotations

import pkgutil
import sys
import traceback
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from types import ModuleType
from typing import TypeVar

from tradetalks.errors import TradetalksError, nearest

T = TypeVar("T")


class DeclarationError(TradetalksError):
    """A file in a folder of instruments, solutions, readers or pages does not say what such a file must say."""


def file_names(package: str) -> tuple[str, ...]:
    """Names of the files of a package, in alphabetical order; none of them is imported.

    Args:
        package: dotted name, such as ``tradetalks.space.solutions``.
    """
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    if places is None:
        raise DeclarationError(f"{package}: no such folder of modules")
    return tuple(sorted(module.name for module in pkgutil.iter_modules(places) if not module.ispkg))


def modules(package: str) -> Iterator[tuple[str, ModuleType]]:
    """Each file of a package by name, imported; an import that fails says which file."""
    yield from ((name, _imported(package, name)) for name in file_names(package))


def declared(package: str, variable: str, kind: type[T]) -> dict[str, T]:
    """What each file of a package declares as ``variable``, by the file's name; raises as ``declaration`` does."""
    return {name: declaration(package, name, variable, kind) for name in file_names(package)}


def declaration(package: str, name: str, variable: str, kind: type[T]) -> T:
    """What one file of a package declares as ``variable``.

    Raises:
        DeclarationError: the file is no Python, fails while it is imported, does not declare it, or has something else
            under that name.
    """
    module = _imported(package, name)
    value = getattr(module, variable, None)
    if isinstance(value, kind):
        return value
    near = nearest(variable, [other for other in vars(module) if other.isupper() and other != variable])
    said = f"found {variable} = {value!r:.80}" if value is not None else f"declares no {variable}{near}"
    raise DeclarationError(f"{module.__file__}: {said}; expected {variable} = {kind.__name__}(...)")


def said_as_promised(value: object, kind: type[T], file: str | None, what: str) -> T:
    """``value``, if it is what a declared function promises to return.

    Args:
        file: the file that declares it. what: the function's name there.

    Raises:
        DeclarationError: it is something else, such as the None of a function without ``return``.
    """
    if isinstance(value, kind):
        return value
    raise DeclarationError(f"{file}: {what} returned {value!r:.80}; expected {kind.__name__}(...)")


def file_of(function: object) -> str:
    """The file that a declared class or function stands in, for messages."""
    return str(getattr(sys.modules.get(getattr(function, "__module__", "")), "__file__", function))


def _imported(package: str, name: str) -> ModuleType:
    try:
        return import_module(f"{package}.{name}")
    except TradetalksError:
        raise
    except SyntaxError as error:
        where = f"{error.filename or f'{package}.{name}'}: line {error.lineno}"
        raise DeclarationError(f"{where}: cannot be read as Python: {error.msg}") from error
    except ImportError as error:
        raise DeclarationError(f"{package}.{name}: cannot be imported: {error}") from error
    except Exception as error:  # whatever a file of the folder raises while it is imported
        raise DeclarationError(f"{_place(error, package, name)}: {type(error).__name__}: {error}") from error


def _place(error: Exception, package: str, name: str) -> str:
    """The line of the package's file on which an import failed."""
    steps = [s for s in traceback.extract_tb(error.__traceback__) if s.name == "<module>" and s.filename != __file__]
    own = [s for s in steps if PurePath(s.filename).stem == name]
    return f"{own[-1].filename}: line {own[-1].lineno}" if own else f"{package}.{name}"
