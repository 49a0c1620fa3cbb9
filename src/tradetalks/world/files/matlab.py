"""MATLAB's files (.mat): what they hold by name, arrays in MATLAB's own order of axes.

Files up to version 7 are read by SciPy; those of version 7.3 are HDF5 and need h5py. Fields of structs are named with
points (``data.Xjik_3D``).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat

from tradetalks.errors import WorldError, unknown
from tradetalks.progress import FIGURES, Told, watched
from tradetalks.world.files.cells import existing
from tradetalks.world.files.sheets import MORE

_HDF5 = b"\x89HDF\r\n\x1a\n"
_PIECE = 1 << 21  # figures read at once: some hundredths of a second
Value = Any  # an array of numbers, a text, or a list of texts


def read_mat(path: str | Path) -> dict[str, Value]:
    """Variables of a file: arrays of numbers, texts, and cells of text as lists; what is neither is None.

    Raises:
        WorldError: no such file, no MATLAB file, no library for its version.
    """
    file = existing(path, "a MATLAB file (.mat)")
    if not file.is_file():
        raise WorldError(f"{file}: a folder; expected a MATLAB file (.mat)")
    with file.open("rb") as stream:
        start = stream.read(520)
    try:
        found = _hdf5(file) if _HDF5 in (start[:8], start[512:520]) else _older(file)
    except ImportError as error:
        raise WorldError(f"{file}: a MATLAB file of version 7.3 needs a library: {error}; {MORE}") from error
    except Exception as error:  # whatever the library raises on a file of another kind
        raise WorldError(f"{file}: not a readable MATLAB file: {error}") from error
    if not found:
        raise WorldError(f"{file}: holds no variable")
    return found


def variable(found: dict[str, Value], name: str, file: str) -> str:
    """The full name of a variable given in full or by its last part; raises WorldError with the nearest."""
    fits = [full for full in found if name in (full, full.rpartition(".")[2])]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise WorldError(f"{file}: {name} may be {' or '.join(fits)}; write it in full")
    raise WorldError(f"{file}: {unknown('variable', name, found)}")


def _older(file: Path) -> dict[str, Value]:
    found: dict[str, Value] = {}
    with watched(file, file.name, then=FIGURES) as stream:
        held = loadmat(stream, struct_as_record=False, squeeze_me=False)
    for name, value in held.items():
        if not name.startswith("__"):
            _add_older(found, name, value)
    return found


def _add_older(found: dict[str, Value], name: str, value: Any) -> None:
    first: Any = value.flat[0] if isinstance(value, np.ndarray) and value.dtype == object and value.size == 1 else None
    if hasattr(first, "_fieldnames"):
        for field in first._fieldnames:
            _add_older(found, f"{name}.{field}", getattr(first, field))
    elif isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        found[name] = np.asarray(value, dtype=float)
    elif isinstance(value, np.ndarray) and value.dtype.kind == "U":
        texts = [str(text).strip() for text in value.ravel()]
        found[name] = texts[0] if len(texts) == 1 else texts
    elif isinstance(value, np.ndarray) and value.dtype == object:
        texts = [_text(cell) for cell in value.ravel()]
        found[name] = texts if all(text is not None for text in texts) else None
    else:
        found[name] = None


def _text(cell: Any) -> str | None:
    """The text in a cell, if it is one."""
    array = np.asarray(cell)
    return str(array.ravel()[0]).strip() if array.dtype.kind == "U" and array.size == 1 else None


def _hdf5(file: Path) -> dict[str, Value]:
    h5py: Any = import_module("h5py")
    found: dict[str, Value] = {}
    told, read = Told(file.name, "reading", file.stat().st_size), 0
    with h5py.File(file, "r") as stored:

        def figures(dataset: Any) -> Any:
            """An array read along its first axis a piece at a time, so that it is told and can be stopped."""
            nonlocal read
            if dataset.ndim == 0 or dataset.size <= _PIECE:
                return np.asarray(dataset, dtype=float).T
            whole = np.empty(dataset.shape)
            step = max(1, _PIECE * len(dataset) // dataset.size)
            for begin in range(0, len(dataset), step):
                whole[begin : begin + step] = dataset[begin : begin + step]
                read += int(dataset.id.get_storage_size() * min(step, len(dataset) - begin) / len(dataset))
                told(0, read)
            return whole.T

        def text(dataset: Any) -> str | None:
            if dataset.attrs.get("MATLAB_class") != b"char":
                return None
            if dataset.attrs.get("MATLAB_empty", 0):
                return ""
            return "".join(map(chr, np.asarray(dataset).T.ravel())).strip()

        def add(name: str, node: Any) -> None:
            kind = node.attrs.get("MATLAB_class", b"")
            if isinstance(node, h5py.Group):
                for field in node:
                    add(f"{name}.{field}", node[field])
            elif kind == b"char":
                found[name] = text(node)
            elif kind == b"cell":
                texts = [text(stored[reference]) for reference in np.asarray(node).ravel()]
                found[name] = texts if all(one is not None for one in texts) else None
            elif node.dtype.kind in "biuf":
                found[name] = figures(node)
            else:
                found[name] = None

        for name in stored:
            if not name.startswith("#"):
                add(name, stored[name])
    return found
