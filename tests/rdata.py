"""R's workspaces (RData), written by tests: one data.table in R's XDR serialisation, version 2."""

import gzip
import struct

import numpy as np

NILVALUE, SYMBOL, PAIRLIST, CHARS, INTEGERS, REALS, STRINGS, LIST = 254, 1, 2, 9, 13, 14, 16, 19
OBJECT, ATTRIBUTES, TAG = 1 << 8, 1 << 9, 1 << 10
ASCII = 1 << 18  # 64 among the 16 bits of a string's own flags


def integer(value):
    return struct.pack(">i", value)


def chars(text):
    return integer(CHARS | ASCII) + integer(len(text)) + text.encode("ascii")


def strings(texts):
    return integer(STRINGS) + integer(len(texts)) + b"".join(chars(text) for text in texts)


def symbol(name):
    return integer(SYMBOL) + chars(name)


def column(values):
    if isinstance(values[0], str):
        return strings(values)
    array = np.asarray(values, dtype=">f8")
    return integer(REALS) + integer(len(array)) + array.tobytes()


def tagged(name, value):
    return integer(PAIRLIST | TAG) + symbol(name) + value


def write_rdata(path, columns, name="wiot"):
    """``columns`` by name, each of text or floats, as a data.table called ``name``."""
    rows = len(next(iter(columns.values())))
    table = integer(LIST | OBJECT | ATTRIBUTES) + integer(len(columns))
    table += b"".join(column(values) for values in columns.values())
    table += tagged("names", strings(list(columns)))
    table += tagged("row.names", integer(INTEGERS) + integer(2) + struct.pack(">ii", -(2**31), -rows))
    table += tagged("class", strings(["data.table", "data.frame"])) + integer(NILVALUE)
    body = b"RDX2\nX\n" + integer(2) + integer(0x00030302) + integer(0x00020300)
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(body + tagged(name, table) + integer(NILVALUE))
    return path
