"""Exports: no cell runs as a formula, nothing is lost, and the trail hears of both ends."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from jicms.access.actor import Role
from jicms.web.exports import DANGEROUS, Column, cell, export, neutral


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    made = neutral(text)
    assert not made.startswith(DANGEROUS)
    assert made.removeprefix("'").endswith(made[1:])


@pytest.mark.parametrize("lead", DANGEROUS)
def test_every_dangerous_beginning_is_neutralised(lead: str) -> None:
    assert neutral(f"{lead}cmd|' /C calc'!A0") == f"'{lead}cmd|' /C calc'!A0"


def test_control_characters_cannot_hide_a_formula() -> None:
    assert neutral("\x00=1+1") == "'=1+1"
    assert neutral("\x01\x02") == ""


def test_values_are_written_plainly() -> None:
    assert cell(None) == ""
    assert cell(-5) == -5
    assert cell(1.5) == 1.5
    assert cell(True) == "yes"
    assert cell(date(2026, 3, 4)) == "2026-03-04"
    assert cell(datetime(2026, 3, 4, 14, 14, tzinfo=UTC)) == "2026-03-04 09:14-05:00"
    assert cell(Role.LR_SPECIALIST) == "LR specialist"


ROWS = [
    SimpleNamespace(number="202700001", title="=1+1", days=-3, office=SimpleNamespace(code="IA")),
    SimpleNamespace(number="202700002", title='Comma, "quote"\nline é', days=None, office=None),
]
COLUMNS = [
    Column("Case", "number"),
    Column("Title", "title"),
    Column("Days", "days"),
    Column("Office", lambda row: row.office and row.office.code),
]


def made(site: Flask, kind: str, log: list[object], rows: list[SimpleNamespace]) -> bytes:
    def stream() -> Iterator[SimpleNamespace]:
        log.append("rows")
        yield from rows

    with site.test_request_context():
        answer = export(
            "cases",
            kind,
            columns=COLUMNS,
            rows=stream,
            started=lambda: log.append("started"),
            done=log.append,
        )
        assert log == ["started"]
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="jicms-cases-20261119-1042.{kind}"'
        )
        return b"".join(answer.response)


def test_csv(site: Flask) -> None:
    log: list[object] = []
    text = made(site, "csv", log, ROWS).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Case", "Title", "Days", "Office"],
        ["202700001", "'=1+1", "-3", "IA"],
        ["202700002", 'Comma, "quote"\nline é', "", ""],
    ]
    assert log == ["started", "rows", 2]


def test_xlsx(site: Flask) -> None:
    log: list[object] = []
    book = load_workbook(io.BytesIO(made(site, "xlsx", log, ROWS)))
    sheet = book["Export"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == ["202700001", "'=1+1", -3, "IA"]
    assert rows[2][1] == 'Comma, "quote"\nline é'
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert log == ["started", "rows", 2]


def large(done: Callable[[int], None], started: Callable[[], None] = lambda: None) -> Response:
    """An export of 10,000 rows."""
    return export(
        "cases",
        "csv",
        columns=COLUMNS,
        rows=lambda: iter(ROWS * 5000),
        started=started,
        done=done,
    )


def test_a_broken_off_export_is_not_done(site: Flask) -> None:
    log: list[object] = []
    with site.test_request_context():
        answer = large(log.append, lambda: log.append("started"))
        stream = iter(answer.response)
        assert next(stream)
        answer.close()
    assert log == ["started"]


def test_a_large_export_leaves_in_pieces(site: Flask) -> None:
    log: list[object] = []
    with site.test_request_context():
        pieces = list(large(log.append).response)
    assert len(pieces) > 3
    assert log == [10000]


def test_other_kinds_are_refused(site: Flask) -> None:
    with site.test_request_context(), pytest.raises(ValueError, match="exe is not one of"):
        export("x", "exe", columns=[], rows=list, started=list, done=print)
