"""Where labels of points in a picture stand: beside their points, inside the picture, clear of marks and each other.

``app/static/labels.js`` places by the same rule on the page, where only the browser knows how large a picture is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
WIDE = 0.62
"""Width of a bold letter over the size of its type, on the wide side of the fonts that may stand in."""
LEADING = 1.2
GAP = 10.0
"""Pixels between a point and the nearest end of its label."""
STEP = 24.0
"""Pixels from one place that is tried to the next, sideways."""
NARROW = (132.0, 92.0)
"""Pixels of a line of a label that is wrapped to fit in beside its point."""
MARGIN = 2.0
"""Pixels kept free round a label."""
COVERS = 100.0
"""Pixels of distance that a label goes to cover a pixel less of a mark."""
CLOUD, AXIS = 3.0, 0.3
"""The same for a dot of the cloud, and for a pixel of a line on which its letters are read all the same."""
LONGEST = 24
"""Letters of a word above which it is broken."""


@dataclass(frozen=True)
class Label:
    """One label, in pixels from the top left.

    Attributes:
        lines: its text, wrapped. x: its left edge, or its right one where ``align`` is right. y: its top.
        middle: height of its middle line, where a leader meets it.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    align: Literal["left", "right"]
    middle: float


@dataclass(frozen=True)
class Mark:
    """What a label had better not cover: a square round a point, in pixels. ``faint``: what covering it costs, where a
    label may: one dot of many, or a pixel of a line."""

    x: float
    y: float
    reach: float
    faint: float = 0.0


def place(
    names: Sequence[Sequence[str]],
    at: Sequence[Mark],
    width: float,
    height: float,
    size: float = 12,
    avoid: Sequence[Mark] = (),
) -> list[Label]:
    """A place for the label of each point, in the order given.

    Args:
        names: what each label joins; wrapped between names where a line would take over half the picture, or between
            words where it then fits in closer by.
        at: the points. size: of the type, in pixels. avoid: what else is drawn.
    """
    found: dict[int, Label] = {}
    ground = _Ground(width, height, [*at, *avoid])
    for j in sorted(range(len(at)), key=lambda j: at[j].y):
        labels, boxes, far = _options(_wraps(names[j], width, size), at[j].x, at[j].y, width, height, size)
        best = int((ground.cost(boxes) + far).argmin())
        found[j] = labels[best]
        ground.take(boxes[best])
    return [found[j] for j in range(len(at))]


class _Ground:
    """What is drawn, pixel by pixel, as sums from the top left, so that what a box would cover is read off."""

    def __init__(self, width: float, height: float, marks: Sequence[Mark]) -> None:
        self._costs = np.zeros((math.ceil(height) + 1, math.ceil(width) + 1))
        for one in marks:
            if one.faint:
                row, column = round(one.y), round(one.x)
                if 0 <= row < self._costs.shape[0] and 0 <= column < self._costs.shape[1]:
                    self._costs[row, column] += one.faint
            else:
                self._paint((one.x - one.reach, one.y - one.reach, one.x + one.reach, one.y + one.reach))
        self._sum()

    def take(self, box: Array) -> None:
        """A label stands there from now on."""
        self._paint(tuple(box.tolist()))
        self._sum()

    def cost(self, boxes: Array) -> Array:
        """``[box]`` what covering each would cost."""
        rows, columns = (n - 1 for n in self._sums.shape)
        left, top, right, bottom = boxes.T
        a, b = (np.clip(np.floor(v - MARGIN), 0, columns).astype(int) for v in (left, right + MARGIN * 2))
        c, d = (np.clip(np.floor(v - MARGIN), 0, rows).astype(int) for v in (top, bottom + MARGIN * 2))
        return self._sums[d, b] - self._sums[c, b] - self._sums[d, a] + self._sums[c, a]

    def _paint(self, box: Box) -> None:
        left, top, right, bottom = (max(round(v), 0) for v in box)
        self._costs[top:bottom, left:right] += COVERS

    def _sum(self) -> None:
        self._sums = np.pad(self._costs, ((1, 0), (1, 0))).cumsum(0).cumsum(1)


def _wraps(names: Sequence[str], width: float, size: float) -> list[tuple[str, ...]]:
    """A label in lines of up to half the picture, broken between its names; and in short ones, broken between words."""
    told = [name + ("," if k < len(names) - 1 else "") for k, name in enumerate(names)]
    words = " ".join(told).split()
    found = [_wrapped(told, width / 2, size), *(_wrapped(words, min(one, width / 2), size) for one in NARROW)]
    return list(dict.fromkeys(found))


def _wrapped(words: Sequence[str], widest: float, size: float) -> tuple[str, ...]:
    """Words, or names, in lines; what no line holds is broken, between its words if it has any, and never cut."""
    most = max(8, int(widest / (WIDE * size)))
    if any(len(one) > most for one in words):
        words = [one[k : k + LONGEST] for one in " ".join(words).split() for k in range(0, len(one), LONGEST)]
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _options(
    wraps: Sequence[tuple[str, ...]], x: float, y: float, width: float, height: float, size: float
) -> tuple[list[Label], Array, Array]:
    """Places right and left of the point, ever further away, all inside, each way in which the label may be wrapped:
    labels, boxes ``[place, 4]``, distances, a little longer for each line more."""
    labels: list[Label] = []
    boxes: list[Box] = []
    far: list[float] = []
    for lines in wraps:
        for label, box, away in _places(lines, x, y, width, height, size):
            labels.append(label)
            boxes.append(box)
            far.append(away + size / 2 * (len(lines) - 1))
    return labels, np.array(boxes), np.array(far)


def _places(
    lines: tuple[str, ...], x: float, y: float, width: float, height: float, size: float
) -> Iterator[tuple[Label, Box, float]]:
    """The same of one wrapping."""
    wide, high = WIDE * size * max(map(len, lines)), LEADING * size * len(lines)
    lowest, rightmost = max(height - high - 1.0, 1.0), max(width - wide - 1.0, 1.0)
    down = LEADING * size / 2 * np.arange(-int(2 * height / size), int(2 * height / size) + 1)
    tops = np.unique(np.clip(y - high / 2 + down, 1.0, lowest))
    away = np.arange(GAP, width, STEP)
    lefts = np.concatenate([x + away, x - away - wide])
    inside = (lefts >= 1.0) & (lefts <= rightmost)
    if not inside.any():  # too wide for either side of it
        lefts, inside = np.clip(lefts, 1.0, rightmost), np.ones(len(lefts), dtype=bool)
    for left in lefts[inside].tolist():
        align: Literal["left", "right"] = "left" if left > x else "right"
        beside = left - x if align == "left" else x - left - wide
        for top in tops.tolist():
            middle = top + high / 2
            label = Label(lines, left if align == "left" else left + wide, top, align, middle)
            yield label, (left, top, left + wide, top + high), math.hypot(beside, middle - y) + 4 * (align == "right")
