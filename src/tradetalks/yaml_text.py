"""YAML from people and strangers: the safe loader, stopped before a short text becomes a long computation.

A few lines of YAML can stand for billions of values (an alias of aliases), and some texts take the parser far longer
than their size suggests (deep brackets). The limits below are counted on the parser's events, before anything is
built; each is far above what a dossier needs.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.parser import Parser

MAX_BYTES = 5_000_000
MOST_VALUES = 400_000
"""Names and values in a file, what its aliases stand for included; its letters, too, are at most ``MAX_BYTES``."""
MOST_ENTRIES = 10_000
MOST_DEPTH = 40
MOST_ANCHORS = 5_000
DENSE_FROM, DENSE = 20_000, 3
"""A text of this many values holds at least so many characters for each: prose and figures do, noise does not."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that no page prints, and those that set words in another order than they are written in."""


class TooMuch(Exception):
    """A text beyond a limit, or with a character that no page can print; says the line."""


@dataclass
class _Level:
    """An open list or mapping: values and letters in it so far, aliases written out; its entries and how many it may
    have (names and values of a mapping count apart); its anchor."""

    most: int = MOST_ENTRIES
    anchor: str | None = None
    size: int = 1
    letters: int = 0
    entries: int = 0


@dataclass
class Watch:
    """Counts the events of one text."""

    events: int = 0
    open: list[_Level] = field(default_factory=lambda: [_Level()])
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)

    def see(self, event: Event) -> None:
        """Raises TooMuch at the first event beyond a limit."""
        self.events += 1
        mark = event.start_mark
        line = f"line {mark.line + 1}: "
        if self.events > DENSE_FROM and mark.index < DENSE * self.events:
            raise TooMuch(f"{line}over {DENSE_FROM:,} values of under {DENSE} characters each; expected a dossier")
        if isinstance(event, ScalarEvent):
            if bad := UNPRINTABLE.search(event.value):
                raise TooMuch(f"{line}found the control character U+{ord(bad.group()):04X}; expected printable text")
            self._add(line, (1, len(event.value)), event.anchor)
        elif isinstance(event, AliasEvent):
            if any(level.anchor == event.anchor for level in self.open[1:]):
                raise TooMuch(f"{line}alias '{event.anchor:.40}' stands for what it is part of; expected no loops")
            self._add(line, self.sizes.get(event.anchor, (1, 0)), None)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if len(self.open) > MOST_DEPTH:
                raise TooMuch(f"{line}nested more than {MOST_DEPTH} deep; expected a dossier's lists and names")
            most = MOST_ENTRIES * (2 if isinstance(event, MappingStartEvent) else 1)
            self.open.append(_Level(most, event.anchor))
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            closed = self.open.pop()
            self._add(line, (closed.size, closed.letters), closed.anchor)

    def _add(self, line: str, size: tuple[int, int], anchor: str | None) -> None:
        level = self.open[-1]
        level.size += size[0]
        level.letters += size[1]
        level.entries += 1
        if anchor is not None:
            self.sizes[anchor] = size
            if len(self.sizes) > MOST_ANCHORS:
                raise TooMuch(f"{line}more than {MOST_ANCHORS:,} anchors (&name); expected fewer")
        if level.entries > level.most:
            raise TooMuch(f"{line}a list or mapping of more than {MOST_ENTRIES:,} entries; expected fewer")
        for number, most, what in ((level.size, MOST_VALUES, "values"), (level.letters, MAX_BYTES, "letters")):
            if number > most:
                raise TooMuch(
                    f"{line}stands for more than {most:,} {what} once its aliases are written out; expected fewer"
                )


def _parser(watch: Watch) -> Callable[..., Parser]:
    """A parser class whose every event ``watch`` sees."""

    class Watched(Parser):
        def get_event(self) -> Any:
            event = super().get_event()
            watch.see(event)
            return event

    return Watched


class _Placed(SafeConstructor):
    """Builds values; one that cannot be built (a day that no month has) is told with its line."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, TypeError) as error:
            if not isinstance(node, ScalarNode):
                raise
            said = f"not valid YAML: {error!s:.200}"
            if node.tag.endswith(":timestamp"):
                said = f"found '{node.value:.80}', {error!s:.120}; expected a day of the calendar, YYYY-MM-DD"
            raise ConstructorError(None, None, said, node.start_mark) from None


class _NoJson(Exception):
    """A text is no JSON within the limits: the YAML reader reads it, or says with its line why not."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) or len(pairs) > MOST_ENTRIES:
        raise _NoJson
    return found


def _no_constant(word: str) -> Any:
    raise _NoJson(word)


def _read_json(text: str) -> Any:
    """What a JSON text within the limits holds: every JSON text is YAML too, whose parser takes a hundred times longer.

    Raises:
        _NoJson: no JSON, a name given twice, NaN, or beyond a limit.
    """
    if len(text) > MAX_BYTES or text.lstrip()[:1] not in ("{", "["):
        raise _NoJson
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _NoJson from None
    values, level, depth = 0, [found], 0
    while level:
        values, depth = values + len(level), depth + 1
        if values > MOST_VALUES or depth > MOST_DEPTH:
            raise _NoJson
        level = [part for whole in level if isinstance(whole, dict | list) for part in _parts(whole)]
    if values > DENSE_FROM and len(text) < DENSE * values:
        raise _NoJson
    return found


def _parts(whole: dict[str, Any] | list[Any]) -> Iterator[Any]:
    """Names and values of a mapping, or entries of a list, all of them printable."""
    if len(whole) > MOST_ENTRIES:
        raise _NoJson
    for part in [*whole.keys(), *whole.values()] if isinstance(whole, dict) else whole:
        if isinstance(part, str) and UNPRINTABLE.search(part):
            raise _NoJson
        yield part


REMEMBERED = 64_000
"""Letters up to which a text that was read is remembered: a dossier's files are asked for again and again."""


def read_text(text: str) -> Any:
    """What a YAML or JSON text holds, by safe loaders. Raises ValueError with the line and what is wrong, in words."""
    with suppress(_NoJson):
        return _read_json(text)
    return copy.deepcopy(_remembered(text)) if len(text) <= REMEMBERED else _read_yaml(text)


@lru_cache(maxsize=128)
def _remembered(text: str) -> Any:
    return _read_yaml(text)


def _read_yaml(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Parser, yaml.Constructor = _parser(Watch()), _Placed
    yaml.composer.warn_double_anchors = False  # a later anchor of one name is the one meant from there on
    try:
        return yaml.load(text)
    except TooMuch as error:
        raise ValueError(str(error)) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{line}{error.problem or error.context}") from None
    except (YAMLError, ValueError, RecursionError, TypeError, OverflowError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(f"not valid YAML: {first:.200}") from None


def read_file(file: Path) -> Any:
    """What a YAML file holds. Raises ValueError, without the file's name."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror or error}") from None
    if len(content) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES:,} bytes")
    try:
        return read_text(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 text (byte {error.start})") from None
