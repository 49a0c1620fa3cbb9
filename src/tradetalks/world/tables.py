"""Long tables and cubes: reading pandas frames into arrays with messages that name the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import WorldError, nearest, unknown

if TYPE_CHECKING:
    import pandas as pd


def require_columns(name: str, frame: Any, columns: Sequence[str]) -> Any:
    """The frame, if it holds ``columns``; raises WorldError naming the missing one and the nearest found."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise WorldError(f"{name}: found {type(frame).__name__}, expected a pandas DataFrame")
    for column in columns:
        if column not in frame.columns:
            found = [str(c) for c in frame.columns]
            raise WorldError(f"{name}: no column '{column}'{nearest(column, found)}; found: {', '.join(found)}")
    return frame


def cube(
    name: str, frame: Any, columns: Sequence[str], axes: Sequence[Sequence[str]], value: str
) -> NDArray[np.float64]:
    """Array over ``axes`` from a long table; missing cells are zero.

    Raises WorldError for an unknown name (with the nearest), a cell given twice, or a value that is no finite number.
    """
    import pandas as pd

    found = np.zeros([len(axis) for axis in axes])
    if frame.empty:
        return found
    places: list[Any] = []
    for column, axis in zip(columns, axes, strict=True):
        position = {code: j for j, code in enumerate(axis)}
        index: Any = frame[column].map(position)
        if index.isna().any():
            row = int(np.flatnonzero(index.isna().to_numpy())[0])
            raise WorldError(f"{name}: row {row}: {unknown(column, str(frame[column].iloc[row]), axis)}")
        places.append(index.to_numpy(dtype=int))
    values = np.asarray(pd.to_numeric(frame[value], errors="coerce"), dtype=float)
    if not np.all(np.isfinite(values)):
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise WorldError(f"{name}: row {row}: {value} is {frame[value].iloc[row]!r}, expected a number")
    flat: Any = np.ravel_multi_index(tuple(places), found.shape)
    if len(np.unique(flat)) != len(flat):
        seen, counts = np.unique(flat, return_counts=True)
        row = int(np.flatnonzero(flat == seen[counts > 1][0])[1])
        cell = " ".join(str(frame[c].iloc[row]) for c in columns)
        raise WorldError(f"{name}: row {row}: {cell} is given twice; expected once")
    found.flat[flat] = values
    return found


def long_table(
    array: NDArray[np.float64], columns: Sequence[str], axes: Sequence[Sequence[str]], value: str
) -> pd.DataFrame:
    """The long table of an array, one row a cell."""
    import pandas as pd

    index = pd.MultiIndex.from_product(axes, names=list(columns))
    return pd.DataFrame({value: np.asarray(array).ravel()}, index=index).reset_index()
