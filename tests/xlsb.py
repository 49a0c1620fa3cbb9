"""Binary Excel workbooks (xlsb), written by tests: one sheet of text and numbers in the records of [MS-XLSB]."""

import struct
import zipfile

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(kind, target):
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def record(number, content=b""):
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(content), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cells(row):
    for column, cell in enumerate(row):
        place = struct.pack("<II", column, 0)
        if isinstance(cell, str):
            if cell:
                yield record(6, place + wide(cell))
        else:
            yield record(5, place + struct.pack("<d", cell))


def write_xlsb(path, rows, name="2014"):
    """``rows`` of text and floats; an empty text leaves its cell out."""
    sheet = [record(129), record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)), record(145)]
    for j, row in enumerate(rows):
        sheet.append(record(0, struct.pack("<IIHHBI", j, 0, 300, 0, 0, 0)))
        sheet.extend(cells(row))
    sheet += [record(146), record(130)]
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", relation("officeDocument", "xl/workbook.bin"))
        parts.writestr("xl/workbook.bin", book + record(144) + record(132))
        parts.writestr("xl/_rels/workbook.bin.rels", relation("worksheet", "worksheets/sheet1.bin"))
        parts.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))
    return path
