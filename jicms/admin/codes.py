"""Code lists: every list, its rows, and the forms that add, change and retire them."""

import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Boolean, Enum, Integer, func, inspect, literal, select, union_all
from sqlalchemy import Text as TextType

from jicms.access import guard
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import service
from jicms.admin.blueprint import bp
from jicms.admin.forms import CodeRowForm, NewCodeForm, RetireForm
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.refdata.mixin import CodeMixin
from jicms.refdata.models import ALL_CODE_MODELS
from jicms.refdata.queries import entries
from jicms.web.filters import label
from jicms.web.forms import Code, Flag, LongText, Number, Text
from jicms.web.messages import saved

#: The columns that every list has.
COMMON = frozenset(
    {
        *("code", "label", "description", "sort_order", "valid_from", "valid_to", "verified"),
        *("source", "edited_at"),
    }
)
#: Columns of single lists that an administrator keeps up to date.
KEPT = (
    *("letter", "letter_verified"),
    *("AgreementPeriod.number", "AgreementPeriod.unit", "AgreementPeriod.article"),
    *("TaskTemplate.case_type_code", "TaskTemplate.due_workdays", "TaskTemplate.after_code"),
)
#: What a field is called where the column's name is no word of its users.
NAMES = {
    "case_type_code": "Type of case",
    "due_workdays": "Due after workdays",
    "after_code": "Comes after",
    "warning_code": "Warning",
    "agreement_code": "Agreement",
    "rule_code": "Clock",
    "number": "Days or hours",
    "unit": "Counted in",
    "body": "Text of the form",
    "notice_hours": "Hours of notice",
    "advises": "Asks that the right be told at each interview",
}
#: A reference to a section of the domain description.
REFERENCE = re.compile(r" \(§[^)]*\)")
#: Where a code comes from, where the mark alone says nothing.
SOURCES = {
    "D": "This product",
    "GK": "General knowledge",
    "GK?": "Uncertain",
    "legacy": "Imported data",
}
#: Characters of a text that is more than a line: the wording of a form, say.
LONGEST = 8000
#: What the form's hidden field takes.
LARGEST_VERSION = 999_999_999
BY_KEY = {service.table_of(model).replace("_", "-"): model for model in ALL_CODE_MODELS}


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list as an address names it."""

    key: str
    model: type[CodeMixin]

    @property
    def name(self) -> str:
        """`Allegation category`."""
        return label(service.table_of(self.model).upper())

    @property
    def about(self) -> str:
        """What the list says of itself first, without what is for programmers."""
        first = (self.model.__doc__ or "").strip().split("\n")[0]
        plain, names_a_column, _rest = REFERENCE.sub("", first).partition("`")
        return f"{re.sub('[.:;,][^.:;,]*$', '', plain)}." if names_a_column else plain

    def extras(self) -> list[Any]:
        """Columns of this list beside the common ones."""
        return [c for c in inspect(self.model).columns if c.key not in COMMON]

    def kept(self) -> list[Any]:
        """Those of them that an administrator keeps up to date."""
        own = self.model.__name__
        return [c for c in self.extras() if {c.key, f"{own}.{c.key}"} & set(KEPT)]


class CodeRow:
    """A row with its list. `version` follows its values: lists have no version column."""

    def __init__(self, of: CodeList, row: CodeMixin) -> None:
        self.of, self.row = of, row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def version(self) -> int:
        """A number that changes with any value of the row."""
        columns = sorted(inspect(self.of.model).columns.keys())
        values = [str(getattr(self.row, name)) for name in columns]
        return zlib.crc32(json.dumps(values).encode()) % LARGEST_VERSION


def find_list(key: str) -> CodeList | None:
    """The list of an address."""
    model = BY_KEY.get(key)
    return CodeList(key, model) if model is not None else None


def find_row(key: str, code: str) -> CodeRow | None:
    """A row within its list."""
    found = find_list(key)
    row = unit_of_work.session().get(found.model, code) if found else None
    return CodeRow(found, row) if found and row is not None else None


def counts() -> dict[str, tuple[int, int, int]]:
    """By list: rows, rows in use today, rows that are not verified. One statement."""
    today = clock.today(current_actor().zone)
    parts = [
        select(
            literal(key),
            func.count(),
            func.count().filter(model.active(today)),
            func.count().filter(~model.verified),
        ).select_from(model)
        for key, model in BY_KEY.items()
    ]
    rows = unit_of_work.session().execute(union_all(*parts))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


@bp.get("/code-lists")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def code_lists() -> ResponseReturnValue:
    """Every list with its counts."""
    lists = [CodeList(key, model) for key, model in BY_KEY.items()]
    return render_template("admin/code_lists.html", lists=lists, counts=counts())


@bp.get("/code-lists/<key>")
@permit(Action.ADMIN_VIEW, load=find_list, viewed=Event.ADMIN_VIEWED)
def code_list(of: CodeList) -> ResponseReturnValue:
    """The rows of a list, retired ones too."""
    guard.note(list=of.key)
    rows = unit_of_work.session().scalars(
        select(of.model).order_by(of.model.sort_order, of.model.code)
    )
    return render_template(
        "admin/code_list.html",
        of=of,
        rows=list(rows),
        extras=of.extras(),
        sources=SOURCES,
        today=clock.today(current_actor().zone),
    )


def _field(column: Any) -> Any:
    """The form field of a column that only this list has."""
    name = NAMES.get(column.key) or label(column.key.upper())
    optional = column.nullable
    if isinstance(column.type, Boolean):
        return Flag(name)
    if column.foreign_keys or isinstance(column.type, Enum):
        return Code(name, optional=optional)
    if isinstance(column.type, Integer):
        return Number(name, optional=optional, high=100_000)
    if isinstance(column.type, TextType):
        return LongText(name, limit=LONGEST, optional=optional)
    return Text(
        name, limit=min(getattr(column.type, "length", None) or 400, 400), optional=optional
    )


def form_of(of: CodeList, base: type[CodeRowForm], columns: list[Any], **kwargs: Any) -> Any:
    """A form with the common fields and those of the columns."""
    fields = {column.key: _field(column) for column in columns}
    form = type(f"{base.__name__}Of", (base,), fields)(**kwargs)
    for column in columns:
        field = form[column.key]
        if not isinstance(field, Code):
            continue
        if isinstance(column.type, Enum):
            field.offer(list(column.type.enum_class or ()))
            continue
        (target,) = column.foreign_keys
        model = BY_KEY[target.column.table.name.replace("_", "-")]
        field.offer([(e.code, f"{e.code} {e.label}") for e in entries(model).values()])
    return form


@bp.route("/code-lists/<key>/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=find_list)
def add_code(of: CodeList) -> ResponseReturnValue:
    """Add a row."""
    form = form_of(of, NewCodeForm, of.extras())
    if form.ready():
        with form.refusals():
            row = service.add_code(of.model, actor=current_actor(), **form.values())
            saved(f"{row.code} is added")
            return redirect(url_for("admin.code_list", key=of.key))
    elif request.method == "GET":
        form.valid_from.data = clock.today(current_actor().zone)
        form.sort_order.data = 1000
    return form.page("admin/code_form.html", of=of, row=None, extras=of.extras())


@bp.route("/code-lists/<key>/<code>/edit", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=find_row)
def edit_code(found: CodeRow) -> ResponseReturnValue:
    """Change a row's words, order and dates."""
    kept = found.of.kept()
    form = form_of(found.of, CodeRowForm, kept, obj=found)
    if form.ready():
        form.refuse_if_stale(found)
        with form.refusals():
            changed = service.change_code(found.row, actor=current_actor(), **form.values())
            saved(f"{found.code} is changed" if changed else "nothing was different")
            return redirect(url_for("admin.code_list", key=found.of.key))
    return form.page("admin/code_form.html", of=found.of, row=found.row, extras=kept)


@bp.route("/code-lists/<key>/<code>/retire", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=find_row)
def retire_code(found: CodeRow) -> ResponseReturnValue:
    """Offer a code no longer."""
    form = RetireForm()
    if request.method == "GET":
        form.last_day.data = clock.today(current_actor().zone)
    if form.ready():
        with form.refusals():
            service.retire_code(found.row, actor=current_actor(), **form.values())
            saved(f"{found.code} is retired")
            return redirect(url_for("admin.code_list", key=found.of.key))
    listed = url_for("admin.code_list", key=found.of.key)
    return form.page(
        "admin/retire.html",
        name=found.code,
        back=listed,
        listed=found.of.name,
        section="admin.code_lists",
    )
