"""One file per data base, each of which reads it into a checked World with provenance.

A file declares its reader as ``READER``; its name is the file's, with - for _. Nothing else lists them
(docs/how-to/extend-reader.md). What readers share stands in ``tradetalks.world.files``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from tradetalks.errors import WorldError, unknown
from tradetalks.registry import declaration, declared, file_names

if TYPE_CHECKING:
    from tradetalks.world.world import World


_SWITCH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class Reader:
    """A reader of one data base.

    Attributes:
        reads: what it reads, in words.
        read: makes the world of a path; its other parameters are the reader's options, each with a default. Those
            annotated ``Any`` take objects of Python, such as arrays, which no command line can give.
    """

    reads: str
    read: Callable[..., World]

    def options(self) -> dict[str, object]:
        """The options that text can give, with their defaults."""
        _, *rest = signature(self.read).parameters.values()
        plain = [one for one in rest if one.annotation not in ("Any", Any)]
        return {one.name: None if one.default is Parameter.empty else one.default for one in plain}

    def given(self, name: str, text: str) -> object:
        """The value of an option that is written as text.

        Raises:
            WorldError: no such option (with the nearest), or neither yes nor no for one that is either.
        """
        if name not in self.options():
            raise WorldError(unknown("option", name, self.options()))
        if isinstance(self.options()[name], bool):
            if text.casefold() not in _SWITCH:
                raise WorldError(f"option {name}: found {text!r}, expected yes or no")
            return _SWITCH[text.casefold()]
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            return text


def names() -> list[str]:
    """Names of all readers; none is imported."""
    return [file.replace("_", "-") for file in file_names(__name__)]


def readers() -> Mapping[str, Reader]:
    """Every reader by name; raises DeclarationError for a file without one."""
    return {file.replace("_", "-"): found for file, found in declared(__name__, "READER", Reader).items()}


def reader(name: str) -> Reader:
    """The reader called ``name``; raises WorldError with the nearest name."""
    if name not in names():
        raise WorldError(unknown("reader", name, names()))
    return declaration(__name__, name.replace("-", "_"), "READER", Reader)
