"""What a file that is no readable workbook is, in words, whatever its name says."""

from __future__ import annotations

import struct

from tanmai.core.messages import Message, message

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_START_OF_GLOBALS = bytes.fromhex("0908100000060500")
_FILE_PASS, _SHEET = 0x2F, 0x85
_FREE = 0xFFFFFFFF
_LISTED_IN_HEADER = 109

_PROTECTED = message(
    "is encrypted: by a password, or by Excel's own default one where Excel opens it without "
    "asking (a workbook protected against changes). Open it in Excel, take the protection off "
    "(File, Info, Protect Workbook) and save it again."
)


def what_else(content: bytes) -> Message:
    """Return what a file is that is neither a zip archive nor an Excel 97-2003 workbook."""
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if is_encrypted(content):
        return _PROTECTED
    if start.startswith(b"mime-version"):
        return message(
            "is an Excel single-file web page (MHTML), whatever its name says; open it in Excel "
            "and save it as .xlsx."
        )
    if b"<html" in start or b"<!doctype html" in start or start.startswith(b"<table"):
        if b"schemas-microsoft-com:office:excel" in content[:16384].lower():
            return message(
                "is a web page saved by Excel, whatever its name says; open it in Excel and save "
                "it as .xlsx."
            )
        return message(
            "is a web page, whatever its name says: most likely the log-in page of the download. "
            "Log in and download the workbook again."
        )
    if start.startswith(b"<?xml"):
        return message("is an XML text, no workbook; open it in Excel and save it as .xlsx.")
    return message(
        "is no Excel workbook; open it in the program that wrote it and save it as .xlsx."
    )


def what_other_archive(names: set[str]) -> Message:
    """Return what a zip archive is that is no ``.xlsx``, by the names of its members."""
    if "xl/workbook.bin" in names:
        return message("is a binary workbook (.xlsb); open it in Excel and save it as .xlsx.")
    inside = sorted(name for name in names if name.lower().endswith((".xlsx", ".xlsm")))
    if inside:
        return message(
            "is a zip archive that holds {name}; unpack it and name that file.", name=inside[0]
        )
    if "mimetype" in names:
        return message("is an OpenDocument file; save it as .xlsx.")
    return message("is a zip archive without a workbook in it; name the .xlsx file.")


def is_encrypted(content: bytes) -> bool:
    """Whether a file is an Excel workbook, old or new, that is encrypted."""
    return content.startswith(OLE) and (_ENCRYPTED in content or _has_file_pass(content))


def _has_file_pass(content: bytes) -> bool:
    """Whether the records of an ``.xls`` say before its first sheet that it is encrypted."""
    at = content.find(_START_OF_GLOBALS)
    while 0 <= at < len(content) - 4:
        kind, length = struct.unpack_from("<HH", content, at)
        if kind in (_FILE_PASS, _SHEET, 0):
            return bool(kind == _FILE_PASS)
        at += 4 + length
    return False


def missing_end(content: bytes) -> int:
    """Return how many bytes an Excel 97-2003 workbook lacks at its end; 0 if none.

    Its header lists the sectors of the allocation table, which lists all others
    (Compound File Binary Format, MS-CFB).
    """
    if len(content) < 512:
        return 512 - len(content)
    size = 1 << min(int.from_bytes(content[30:32], "little"), 16)
    count = int.from_bytes(content[44:48], "little")
    listed = struct.unpack_from(f"<{_LISTED_IN_HEADER}I", content, 76)[:count]
    last = max((sector for sector in listed if sector < _FREE - 5), default=-1)
    for place, sector in enumerate(listed):
        start = size * (sector + 1)
        if start + size > len(content):
            continue
        used = struct.unpack_from(f"<{size // 4}I", content, start)
        last = max([last, *(place * size // 4 + k for k, v in enumerate(used) if v != _FREE)])
    return max(0, size * (last + 2) - len(content))
