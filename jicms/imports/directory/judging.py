"""What a delivered row means for the person it names. Nothing is written here."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jicms.imports.directory.context import CONTRACTOR, EMPLOYEE, FORMER, SEPARATED
from jicms.imports.directory.context import DirectoryContext as Context
from jicms.imports.models import IssueKind
from jicms.imports.reading import Issue, Row
from jicms.people import births
from jicms.people.models import Employment, Person
from jicms.people.names import fold, looks_like_ssn
from jicms.people.service import EMPLOYEE_NUMBER

#: What an employment keeps; a change of any of it begins a new period.
TEXTS = (
    "program_office",
    "duty_location",
    "title",
    "series",
    "grade",
    "bargaining_unit",
    "appointment",
)
FLAGS = ("is_law_enforcement", "is_supervisor", "is_ses", "is_internal_affairs")
DATES = ("entered_on_duty", "probation_ends")
FACTS = (*TEXTS, *FLAGS, *DATES)
CONTACT = ("email", "telephone")
#: A cell that empties a value; a blank one never does.
NOTHING = "(none)"
OUT_OF_ORDER = "a later period is recorded already"
IN_USE = "changed a second time on one day, and a case has taken this period: comes a day later"


class Rejected(Exception):
    """The row can't be imported; the message is the reason."""


@dataclass(slots=True)
class Plan:
    """What is to be done. Values that stay are not in it."""

    row: Row
    person: Person | None
    agency_id: int
    identity: dict[str, Any] = field(default_factory=dict)
    other_names: list[str] = field(default_factory=list)
    born: date | None = None
    #: A new period, the one to correct with new values, and the one that ends (with its last day).
    begins: dict[str, Any] | None = None
    corrects: tuple[Employment, dict[str, Any]] | None = None
    ends: tuple[Employment, date] | None = None
    issues: list[Issue] = field(default_factory=list)
    contradicts: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(
            self.identity
            or self.other_names
            or self.born
            or self.begins
            or self.corrects
            or self.ends
        )

    def say(self, kind: IssueKind, column: str, delivered: str, stored: str, reason: str) -> None:
        """Add a line to the report."""
        self.issues.append(
            Issue(self.row.number, self.row.key, kind, column, delivered, stored, reason)
        )
        self.contradicts |= kind is IssueKind.CONFLICT


def refuse_unfit(row: Row, context: Context) -> None:
    """Raise `Rejected` for a row that no person's record may be made of."""
    if row.key in context.survey.twice:
        rows = ", ".join(str(n) for n in context.survey.twice[row.key][:5])
        raise Rejected(f"several rows have this number and differ: rows {rows}")
    if looks_like_ssn(row.key):
        raise Rejected("the employee number may be a Social Security number")
    if not EMPLOYEE_NUMBER.fullmatch(row.key):
        raise Rejected("not an employee number")
    names = f"{row.cell('given_name').text} {row.cell('family_name').text}"
    if not fold(names):
        raise Rejected("no name can be read")
    if looks_like_ssn(names) or looks_like_ssn(row.cell("other_names").text):
        raise Rejected("a name may hold a Social Security number")
    agency = context.agencies.get(agency_code(row))
    if agency is None or agency.is_legacy:
        raise Rejected("no such agency")
    if context.full and agency_code(row) != context.full:
        raise Rejected(f"of another agency than {context.full}, whose full extract this is")


def agency_code(row: Row) -> str:
    """The agency of a row, as ours is called."""
    cell = row.cell("agency")
    return cell.code or cell.text


def plan_new(row: Row, context: Context) -> Plan:
    """Somebody whose number is new."""
    plan = Plan(row, None, context.agencies[agency_code(row)].id)
    plan.identity = {
        "kind_code": CONTRACTOR if _standing(row) == CONTRACTOR else EMPLOYEE,
        "given_name": row.cell("given_name").text,
        "family_name": row.cell("family_name").text,
        **{name: _text(row, name, "") for name in CONTACT},
    }
    plan.other_names = _other_names(row, folded_name(row), set())
    plan.born = row.cell("born").value
    left, entered = _left_on(plan, context), row.cell("entered_on_duty").value
    start = entered or context.as_of
    if left is not None and start > left:
        start = None
    if left is not None and left < context.as_of and plan.identity["kind_code"] == EMPLOYEE:
        plan.identity["kind_code"] = FORMER
    plan.begins = {"valid_from": start, "valid_until": left, **_facts(row, None)}
    return plan


def plan_known(row: Row, person: Person, context: Context, in_use: set[int]) -> Plan:
    """Somebody whose number is known. `in_use` are employments that a case points at."""
    agency = context.agencies[agency_code(row)]
    plan = Plan(row, person, agency.id)
    job = _current(person, context.as_of)
    if person.legacy_key is not None or (person.agency_id != agency.id and job is not None):
        raise Rejected("the number belongs to a person of another agency")
    _identity(plan, person)
    left = _left_on(plan, context)
    if left is not None and left < context.as_of:
        _end(plan, person, job, left)
    else:
        _employ(plan, job, left, context, in_use)
    _standing_and_agency(plan, person, left, context)
    return plan


def _identity(plan: Plan, person: Person) -> None:
    row, born = plan.row, plan.row.cell("born").value
    stored = births.opened(person)
    if born is not None and stored is not None and born != stored:
        if fold(row.cell("family_name").text) != fold(person.family_name):
            raise Rejected("name and date of birth differ from the person who has this number")
        plan.say(IssueKind.CONFLICT, "born", "", "", "another date of birth is kept")
    elif born is not None and stored is None:
        plan.born = born
        plan.say(IssueKind.FILLED, "born", "", "", "blank before")
    given = row.cell("given_name").text or person.given_name
    family = row.cell("family_name").text
    known = {fold(alias.name) for alias in person.aliases}
    now = fold(f"{given} {family}")
    if (given, family) != (person.given_name, person.family_name):
        plan.identity |= {"given_name": given, "family_name": family}
        said = "written differently"
        if now != person.search_name:
            said = "another name; the former one stays as another name"
            if person.search_name not in known and person.search_name:
                plan.other_names.append(f"{person.given_name} {person.family_name}".strip())
        plan.say(IssueKind.REPLACED, "family_name", "", "", said)
    more = _other_names(row, now, known | {person.search_name})
    if more:
        plan.other_names += more
        plan.say(IssueKind.FILLED, "other_names", "", "", "another name")
    for name in CONTACT:
        text = _text(row, name, getattr(person, name))
        if text != getattr(person, name):
            plan.identity[name] = text
            plan.say(IssueKind.REPLACED, name, "", "", "changed")


def _other_names(row: Row, name: str, known: set[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in row.cell("other_names").text.split(";"):
        folded = fold(text)
        if folded and folded != name and folded not in known:
            found.setdefault(folded, text.strip()[:240])
    return list(found.values())


def folded_name(row: Row) -> str:
    """The name of a row, as searches compare it."""
    return fold(f"{row.cell('given_name').text} {row.cell('family_name').text}")


def _left_on(plan: Plan, context: Context) -> date | None:
    """The last day, where the row says that somebody left or will."""
    row = plan.row
    left: date | None = row.cell("separated_on").value
    entered: date | None = row.cell("entered_on_duty").value
    if left is None and _standing(row) == SEPARATED:
        if plan.person is None or _current(plan.person, context.as_of) is not None:
            reason = "separated without a date: the day before the extract is taken"
            plan.say(IssueKind.ALTERED, "standing", SEPARATED, "", reason)
        return context.as_of - timedelta(days=1)
    if left is not None and entered is not None and left < entered and _standing(row) != SEPARATED:
        reason = "before the entry on duty: of an earlier period, and left aside"
        plan.say(IssueKind.NOTED, "separated_on", left.isoformat(), "", reason)
        return None
    return left


def _end(plan: Plan, person: Person, job: Employment | None, left: date) -> None:
    if job is None:
        last = next(iter(person.employments), None)
        said = plan.row.cell("separated_on").value
        if last is None or said is None or last.valid_until == said:
            return
        job = last
    if job.valid_from is not None and left < job.valid_from:
        plan.say(
            IssueKind.CONFLICT,
            "standing",
            left.isoformat(),
            job.valid_from.isoformat(),
            "separated before the period that is recorded began",
        )
        return
    plan.ends = (job, left)
    before = job.valid_until.isoformat() if job.valid_until else "current"
    plan.say(
        IssueKind.REPLACED,
        "standing",
        f"separated {left.isoformat()}",
        before,
        "the employment ends",
    )


def _employ(
    plan: Plan, job: Employment | None, left: date | None, context: Context, in_use: set[int]
) -> None:
    row, as_of, person = plan.row, context.as_of, plan.person
    assert person is not None
    if job is None:
        last = max((r.valid_until for r in person.employments if r.valid_until), default=None)
        entered = row.cell("entered_on_duty").value
        start = entered if entered and (last is None or entered > last) else as_of
        plan.begins = {"valid_from": start, "valid_until": left, **_facts(row, None)}
        said = "employed again: a new period" if last else "a first period of employment"
        plan.say(IssueKind.REPLACED, "standing", start.isoformat(), "", said)
        return
    new, old = _facts(row, job), {name: getattr(job, name) for name in FACTS}
    changed = [name for name in FACTS if new[name] != old[name]]
    if not changed:
        if left is not None and left != job.valid_until:
            _end(plan, person, job, left)
        return
    kind, reason = IssueKind.REPLACED, "a new period begins"
    if _is_later(person, job, as_of):
        kind, reason = IssueKind.CONFLICT, OUT_OF_ORDER
    elif job.valid_from is None or job.valid_from < as_of:
        until = left or job.valid_until
        plan.begins = {"valid_from": as_of, "valid_until": until, **new}
    elif job.id in in_use:
        kind, reason = IssueKind.CONFLICT, IN_USE
    else:
        plan.corrects = (job, {name: new[name] for name in changed})
        reason = "corrected in the period that began no earlier"
    for name in changed:
        plan.say(kind, name, _said(new[name]), _said(old[name]), reason)


def _is_later(person: Person, job: Employment, as_of: date) -> bool:
    """Whether a period began after the extract's day; that of a coming entry on duty did not."""
    coming = job if job.valid_from == job.entered_on_duty else None
    return any(
        row.valid_from is not None and row.valid_from > as_of and row is not coming
        for row in person.employments
    )


def _standing_and_agency(plan: Plan, person: Person, left: date | None, context: Context) -> None:
    gone = left is not None and left < context.as_of
    kind = _standing(plan.row)
    if gone:
        kind = FORMER if person.kind_code in {EMPLOYEE, FORMER} else person.kind_code
    elif kind == SEPARATED:
        kind = person.kind_code
    if plan.contradicts and gone and plan.ends is None:
        return
    if kind != person.kind_code:
        plan.identity["kind_code"] = kind
        column = "standing"
        plan.say(IssueKind.REPLACED, column, kind, person.kind_code, "another standing")
    if person.agency_id != plan.agency_id:
        plan.identity["agency_id"] = plan.agency_id
        column = "agency"
        plan.say(IssueKind.REPLACED, column, agency_code(plan.row), "", "of this agency now")


def _current(person: Person, as_of: date) -> Employment | None:
    """The latest period that has not ended by then."""
    return next(
        (row for row in person.employments if row.valid_until is None or row.valid_until >= as_of),
        None,
    )


def _facts(row: Row, job: Employment | None) -> dict[str, Any]:
    """The employment as delivered; what is blank stays as it was."""
    found: dict[str, Any] = {"agency_code": agency_code(row)}
    for name in TEXTS:
        found[name] = _text(row, name, getattr(job, name) if job else "")
    for name in (*FLAGS, *DATES):
        value = row.cell(name).value
        blank = None if name in DATES else False
        found[name] = value if value is not None else getattr(job, name) if job else blank
    return found


def _text(row: Row, name: str, stored: str) -> str:
    text = row.cell(name).text
    return "" if text == NOTHING else text or stored


def _standing(row: Row) -> str:
    return row.cell("standing").code or ""


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value or "")


def may_be_the_same(row: Row, person: Person) -> bool:
    """Whether a new number may be a known person's: the name is, and so is the day of birth, or
    where one of them has none, the entry on duty."""
    born, stored = row.cell("born").value, births.opened(person)
    if born is not None and stored is not None:
        return bool(born == stored)
    entered = row.cell("entered_on_duty").value
    return entered is not None and any(r.entered_on_duty == entered for r in person.employments)
