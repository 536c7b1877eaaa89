"""Excel 97-2003 workbooks (.xls) from grids: BIFF8 records in a compound file, as small as can be.

Sources: [MS-XLS], [MS-CFB], Microsoft Open Specifications.
"""

from __future__ import annotations

import struct
from pathlib import Path

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def text(value: str, count: str = "<H") -> bytes:
    return struct.pack(count, len(value)) + b"\x01" + value.encode("utf-16-le")


def start(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0x600))


def cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x204, place + text(value)) if value else b""
    return record(0x203, place + struct.pack("<d", float(value)))


def stream(sheets: dict[str, list[list[object]]], encrypted: bool) -> bytes:
    """Return the records of a workbook; the places of the sheets are known once all are made."""
    bodies = [
        start(0x10)
        + b"".join(cell(r, c, v) for r, row in enumerate(grid) for c, v in enumerate(row))
        + record(0x0A)
        for grid in sheets.values()
    ]
    protection = record(0x2F, b"\x01\x00\x01\x00\x01\x00" + bytes(48)) if encrypted else b""

    def globals_with(places: list[int]) -> bytes:
        bound = [
            record(0x85, struct.pack("<IH", place, 0) + text(name, "<B"))
            for place, name in zip(places, sheets, strict=True)
        ]
        return start(0x05) + protection + b"".join(bound) + record(0x0A)

    at = len(globals_with([0] * len(sheets)))
    places = [at + sum(map(len, bodies[:k])) for k in range(len(bodies))]
    return globals_with(places) + b"".join(bodies)


def entry(name: str, kind: int, first: int, size: int, child: int = FREE) -> bytes:
    letters = name.encode("utf-16-le")
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBB", len(letters) + 2, kind, 1)
        + struct.pack("<III", FREE, FREE, child)
        + bytes(36)
        + struct.pack("<III", first, size, 0)
    )


def write_xls(
    path: Path, sheets: dict[str, list[list[object]]], *, encrypted: bool = False
) -> Path:
    """Write grids as an Excel 97-2003 workbook; numbers as numbers, texts as texts."""
    records = stream(sheets, encrypted)
    length = max(-(-len(records) // SECTOR), 8)  # a shorter stream would stand elsewhere
    tables = 1
    while tables * SECTOR // 4 < tables + 1 + length:
        tables += 1
    chain = [TABLE] * tables + [END] + [tables + 2 + k for k in range(length - 1)] + [END]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIII", tables, tables, 0, 4096, END, 0, END) + struct.pack("<I", 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = entry("Root Entry", 5, END, 0, 1) + entry(
        "Workbook", 2, tables + 1, length * SECTOR
    )
    directory += bytes(SECTOR - len(directory))
    body = struct.pack(f"<{len(chain)}I", *chain) + directory
    path.write_bytes(header + body + records.ljust(length * SECTOR, b"\0"))
    return path
