"""Exports as CSV or XLSX: rows stream, cells can't run as formulas, the trail knows both ends.

`started()` is called before the first byte and `done(rows)` after the last. Rows are read in a read
transaction of their own, because the request's has ended by the time the bytes go out.
"""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any

from flask import Response, stream_with_context
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import Select
from werkzeug.utils import secure_filename

from jicms.access.actor import Actor, find_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.web import dates
from jicms.web.filters import label

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Begin a formula in a spreadsheet (the full-width forms too, after a locale's conversion).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CELL_LIMIT = 32_767
CHUNK = 64 * 1024

Callback = Callable[[], Any]


def export_kind(kind: str) -> str | None:
    """The kind of file, if it is one that is offered."""
    return kind if kind in KINDS else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and where its value comes from (an attribute path or a function)."""

    heading: str
    source: str | Callable[[Any], Any]

    def value(self, row: Any) -> Any:
        """The value of one row."""
        return attrgetter(self.source)(row) if isinstance(self.source, str) else self.source(row)


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula, without characters that no sheet can hold."""
    clean = _UNWRITABLE.sub("", text)
    return f"'{clean}" if clean.startswith(DANGEROUS) else clean


def cell(value: Any) -> Any:
    """A value as a cell: numbers stay numbers, moments are local, all else is neutral text."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return "" if value is None else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return dates.local(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return neutral(label(value))
    return neutral(str(value))


def export(
    name: str,
    kind: str,
    *,
    columns: Iterable[Column],
    rows: Callable[[], Iterable[Any]],
    done: Callable[[int], Any],
    started: Callback = lambda: None,
) -> Response:
    """The download `jicms-<name>-<local time>.<kind>`. `rows()` is called when streaming begins."""
    if kind not in KINDS:
        raise ValueError(f"{kind} is not one of {', '.join(KINDS)}")
    writer = _csv if kind == "csv" else _xlsx
    stamp = dates.local(clock.now()).strftime("%Y%m%d-%H%M")
    filename = secure_filename(f"jicms-{name}-{stamp}.{kind}")
    started()
    stream = _stream(writer, list(columns), rows, done, find_actor())
    answer = Response(stream_with_context(stream), content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def recorded(**said: Any) -> Callable[[int], None]:
    """For `done`: tells the trail that the export ended, with the number of rows that went out."""
    actor = find_actor()

    def done(count: int) -> None:
        with unit_of_work.write(actor):
            recorder.record(Event.EXPORT_DONE, **said, rows=count)

    return done


Writer = Callable[[list[str], Iterator[list[Any]]], Iterator[bytes]]


def _stream(
    writer: Writer,
    columns: list[Column],
    rows: Callable[[], Iterable[Any]],
    done: Callable[[int], Any],
    actor: Actor | None,
) -> Iterator[bytes]:
    """The bytes, read as the actor of the request, which has been torn down by now."""
    sent = 0

    def cells() -> Iterator[list[Any]]:
        nonlocal sent
        for row in rows():
            sent += 1
            yield [cell(column.value(row)) for column in columns]

    with unit_of_work.read(actor):
        yield from writer([column.heading for column in columns], cells())
    done(sent)


def _csv(headings: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer.writerow(headings)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _xlsx(headings: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        sheet.append([_sheet_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(CHUNK):
            yield block


def _sheet_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    made = WriteOnlyCell(sheet, value=value[:CELL_LIMIT])
    made.data_type = "s"  # a text, whatever it looks like
    return made


def export_rows(name: str, kind: str, rows: Select[Any], columns: Sequence[Column]) -> Response:
    """The rows of a statement as a file, some hundred at a time. The trail knows both ends."""
    return export(
        name,
        kind,
        columns=columns,
        rows=lambda: unit_of_work.session().execute(rows.execution_options(yield_per=500)),
        done=recorded(list=name, kind=kind),
    )
