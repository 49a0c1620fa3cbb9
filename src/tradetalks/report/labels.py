"""Where labels of points in a picture stand: beside their points, inside the picture, clear of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

WIDE = 0.62
"""Width of a bold letter over the size of its type, on the wide side of the fonts that may stand in."""
LEADING = 1.2


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


def place(
    names: Sequence[Sequence[str]],
    at: Sequence[tuple[float, float]],
    width: float,
    height: float,
    size: float = 12,
    avoid: Sequence[tuple[float, float]] = (),
) -> list[Label]:
    """A place for the label of each point, in the order given.

    Args:
        names: what each label joins; wrapped between names where a line would take over half the picture.
        at: the points, in pixels from the top left. size: of the type, in pixels.
        avoid: other points that labels had better not cover.
    """
    found: dict[int, Label] = {}
    taken: list[Box] = [(x - 6, y - 6, x + 6, y + 6) for x, y in at] + [(x - 3, y - 3, x + 3, y + 3) for x, y in avoid]
    for j in sorted(range(len(at)), key=lambda j: at[j][1]):
        options = _options(_wrapped(names[j], width / 2, size), *at[j], width, height, size)
        covered = _overlaps([box for _, box, _ in options], taken)
        best = min(range(len(options)), key=lambda k: (covered[k], options[k][2]))
        found[j] = options[best][0]
        taken.append(options[best][1])
    return [found[j] for j in range(len(at))]


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _wrapped(names: Sequence[str], widest: float, size: float) -> tuple[str, ...]:
    most = max(8, int(widest / (WIDE * size)))
    lines: list[str] = []
    for k, name in enumerate(names):
        word = name + ("," if k < len(names) - 1 else "")
        if len(word) > most:
            word = word[: most - 1].rstrip() + "…"
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _options(
    lines: tuple[str, ...], x: float, y: float, width: float, height: float, size: float
) -> list[tuple[Label, Box, float]]:
    """Places right and left of the point, ever further up and down, all inside: label, box, distance."""
    wide, high = WIDE * size * max(map(len, lines)), LEADING * size * len(lines)
    found = []
    for step in range(int(2 * height / (LEADING * size)) + 1):
        down = (step + 1) // 2 * LEADING * size * (1 if step % 2 else -1)
        top = min(max(y - high / 2 + down, 1.0), max(height - high - 1.0, 1.0))
        for align in ("left", "right"):
            left = x + 10 if align == "left" else x - 10 - wide
            left = min(max(left, 1.0), max(width - wide - 1.0, 1.0))
            edge = left if align == "left" else left + wide
            label = Label(lines, edge, top, align, top + high / 2)  # type: ignore[arg-type]
            far = abs(top + high / 2 - y) + (0 if align == "left" else 4)
            found.append((label, (left, top, left + wide, top + high), far))
    return found


def _overlaps(boxes: Sequence[Box], others: Sequence[Box]) -> list[float]:
    """Area that each box shares with others."""
    mine, theirs = np.array(boxes)[:, None], np.array(others)[None]
    corner, far = np.maximum(mine[..., :2], theirs[..., :2]), np.minimum(mine[..., 2:], theirs[..., 2:])
    return np.maximum(far - corner, 0.0).prod(-1).sum(-1).tolist()
