"""Values planted as a reporter's identity, and every place in which they may not be found."""

import gzip
import io
import json
import re
import zipfile
from dataclasses import dataclass

from sqlalchemy import inspect, text

from jicms.extensions import db

#: Each is so odd that it can't occur by itself.
NAME = "Zelmira Vroonhaven"
PLANTED = {
    "name": NAME,
    "given name": "Zelmira",
    "family name": "Vroonhaven",
    "telephone": "(555) 019-8734",
    "e-mail": "zelmira.v@quartzmail.example",
    "address": "8841 Thistledown Parade",
    "relation": "godmother of the shift lead",
    "own words": "I saw it from my balcony, as plain as day",
    "file name": "vroonhaven_balcony_2026.txt",
    "client address": "203.0.113.187",
}


def shapes(value):
    """How a value may have been written: as it stands, folded, percent-encoded, digits alone."""
    low = value.casefold()
    found = {low, re.sub(r"[^0-9a-z]+", " ", low).strip(), low.replace(" ", "+")}
    found |= {low.replace(" ", "%20"), json.dumps(low).strip('"')}
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 10:
        found.add(digits)
    return found - {""}


SHAPES = {form: label for label, value in PLANTED.items() for form in shapes(value)}
ANY = re.compile("|".join(re.escape(form) for form in sorted(SHAPES, key=len, reverse=True)))


@dataclass(frozen=True)
class Find:
    """One planted value, where it was found."""

    label: str
    where: str
    excerpt: str


def found_in(content, where):
    """The planted values in a text, or in bytes that may be UTF-8 or UTF-16."""
    codes = ("utf-8", "utf-16-le") if isinstance(content, bytes) else ()
    finds = {}
    for one in [content.decode(code, "ignore") for code in codes] or [content]:
        low = one.casefold()
        for hit in ANY.finditer(low):
            excerpt = low[max(0, hit.start() - 60) : hit.end() + 60]
            finds.setdefault(SHAPES[hit.group()], Find(SHAPES[hit.group()], where, excerpt))
    return list(finds.values())


def unpacked(content):
    """A file as it is, and what is in it where it is an archive: a workbook, a gzip."""
    yield content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)


def in_answer(answer, where):
    """The planted values in an answer: its body, unpacked, and its headers."""
    finds = found_in(str(answer.headers), f"{where}: headers")
    if answer.mimetype.startswith("text/") or answer.is_json:
        return finds + found_in(answer.text, where)
    return finds + [find for part in unpacked(answer.data) for find in found_in(part, where)]


def in_database():
    """The planted values in every column of every table that the database has, mapped or not."""
    finds, cells = [], 0
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        assert set(db.metadata.tables) <= set(names), "every mapped table is read"
        quote = connection.dialect.identifier_preparer.quote
        for name in names:
            for row in connection.execute(text(f"SELECT * FROM {quote(name)}")).mappings():
                for column, value in row.items():
                    cells += 1
                    finds += found_in(readable(value), f"{name}.{column}")
    assert cells > 2_000
    return finds


def readable(value):
    """A stored value as text or bytes."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, memoryview | bytes):
        return bytes(value)
    return str(value)


def in_files(*folders):
    """The planted values in the names and the bytes of every file below the folders."""
    finds, read = [], 0
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            finds += found_in(path.name, f"name of {path.name}")
            if path.is_file():
                read += 1
                for part in unpacked(path.read_bytes()):
                    finds += found_in(part, str(path.relative_to(folder)))
    assert read
    return finds
