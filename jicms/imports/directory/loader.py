"""One batch of an extract of employees, and at its end those who left."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import selectinload

from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Party
from jicms.imports.books import Account, Batch
from jicms.imports.directory import accounts, judging, writing
from jicms.imports.directory.context import EMPLOYEE, FORMER, DirectoryContext, leavers
from jicms.imports.directory.judging import Plan, Rejected
from jicms.imports.loading import Delivery, Loader
from jicms.imports.models import IssueKind
from jicms.imports.reading import Issue, Row
from jicms.imports.targets import Target
from jicms.people.models import Employment, Person
from jicms.people.names import looks_like_ssn

WITHHELD = "withheld"
#: Columns whose content no report repeats.
_SEALED = frozenset({"born", "email", "telephone"})
#: Leavers that are loaded and written together.
_CHUNK = 500


class EmployeeTarget(Target):
    """An employee by number."""

    kind = "employee"

    def key_of(self, row: Row) -> str:
        return row.cell("key").text

    def references(self, rows: object) -> dict[str, set[str]]:
        return {}


@dataclass(frozen=True, slots=True)
class DirectoryLoader(Loader):
    """Loads the rows of the extract. `load` of the base class takes a delivery apart."""

    @property
    def setting(self) -> DirectoryContext:
        """The run's constants."""
        assert isinstance(self.context, DirectoryContext)
        return self.context

    def load(self, delivery: Sequence[Delivery], account: Account) -> Batch:
        """Bring a batch in. No line of its report holds what must stay sealed."""
        batch = Loader.load(self, delivery, account)
        sealed = {self.reader.column_of(n) for n in _SEALED if n in self._mapped()}
        batch.issues[:] = [_guarded(issue, sealed) for issue in batch.issues]
        return batch

    def _mapped(self) -> set[str]:
        return {column.field for column in self.target.file.columns}

    def _wave(self, rows: list[Row], batch: Batch) -> list[Row]:
        """All at once: two rows of one number are no rows of anybody."""
        people = self._people([row.key for row in rows])
        likely = self._likely(row for row in rows if row.key not in people)
        in_use = self._in_use(people.values())
        new, known = [], []
        for row in rows:
            batch.issues += [replace(issue, key=row.key) for issue in row.issues]
            try:
                judging.refuse_unfit(row, self.setting)
                person = people.get(row.key)
                self._refuse_twofold(row, person)
                if person is None:
                    self._refuse_other_number(row, likely)
                    new.append(judging.plan_new(row, self.setting))
                else:
                    known.append(judging.plan_known(row, person, self.setting, in_use))
            except Rejected as refusal:
                self._reject(batch, row.number, row.key, str(refusal))
        self._carry_out(new, known, batch)
        return []

    def _carry_out(self, new: list[Plan], known: list[Plan], batch: Batch) -> None:
        batch.outcomes["imported"] += len(new)
        for plan in (*new, *known):
            batch.issues += [self._said(issue) for issue in plan.issues]
        for plan in known:
            outcome = "updated" if plan.changes else "unchanged"
            batch.outcomes["conflicting" if plan.contradicts else outcome] += 1
        made: dict[str, int] = {}
        if self.store:
            made = writing.insert(self.setting, new)
            for plan in known:
                if plan.changes:
                    writing.change(self.setting, plan)
                    self._say_altered(plan)
        rows = [(p.row, p.person.id if p.person else made.get(p.row.key)) for p in (*new, *known)]
        asked = accounts.link(self.setting, rows, store=self.store)
        batch.issues += [self._said(issue) for issue in asked]

    def _said(self, issue: Issue) -> Issue:
        """A line about a field, by the name of the delivered column."""
        column = self.reader.column_of(issue.column) if issue.column in self._mapped() else ""
        return replace(issue, column=column)

    def _people(self, numbers: Collection[str]) -> dict[str, Person]:
        """People by number; a record that was merged leads on to the one that stands."""
        session = self.setting.session
        rows = session.execute(
            select(Person.employee_number, Person.id, Person.merged_into_id).where(
                Person.employee_number.in_(numbers)
            )
        )
        ids = {str(row.employee_number): row.merged_into_id or row.id for row in rows}
        stands = {
            person.id: person
            for person in session.scalars(
                select(Person)
                .where(Person.id.in_(ids.values()))
                .options(selectinload(Person.employments), selectinload(Person.aliases))
            )
        }
        return {number: stands[key] for number, key in ids.items()}

    def _likely(self, rows: Iterable[Row]) -> dict[str, list[Person]]:
        """People who have the name of somebody whose number is new, by name."""
        names = {judging.folded_name(row) for row in rows}
        found: dict[str, list[Person]] = {}
        for person in self.setting.session.scalars(
            select(Person)
            .where(
                Person.search_name.in_(names),
                Person.employee_number.is_not(None),
                Person.merged_into_id.is_(None),
            )
            .options(selectinload(Person.employments))
        ):
            found.setdefault(person.search_name, []).append(person)
        return found

    def _refuse_twofold(self, row: Row, person: Person | None) -> None:
        """One person must not be delivered under two numbers."""
        own = person.employee_number if person is not None else row.key
        if own != row.key and own in self.setting.survey.numbers:
            raise Rejected(f"the record of this number was merged into {own}, delivered too")

    def _refuse_other_number(self, row: Row, likely: dict[str, list[Person]]) -> None:
        for person in likely.get(judging.folded_name(row), ()):
            if person.employee_number in self.setting.survey.numbers:
                continue
            if judging.may_be_the_same(row, person):
                raise Rejected(
                    f"may be employee {person.employee_number} under another number: correct that"
                    " record's number, or add this person by hand"
                )

    def _in_use(self, people: Iterable[Person]) -> set[int]:
        """Employments of theirs that a case took as a snapshot."""
        ids = [
            job.id
            for person in people
            for job in person.employments
            if job.valid_from is not None and job.valid_from >= self.setting.as_of
        ]
        if not ids:
            return set()
        taken = self.setting.session.execute(
            select(Party.at_incident_id, Party.at_opening_id).where(
                or_(Party.at_incident_id.in_(ids), Party.at_opening_id.in_(ids))
            )
        )
        return {number for pair in taken for number in pair if number is not None}

    def _say_altered(self, plan: Plan) -> None:
        assert plan.person is not None
        parts = [*plan.identity, *(["other_names"] if plan.other_names else [])]
        parts += [name for name in ("born", "begins", "corrects", "ends") if getattr(plan, name)]
        recorder.record(
            Event.IMPORT_ALTERED,
            person=plan.person.id,
            entity=("person", plan.person.id),
            run=self.run_id,
            file=self.target.file.name,
            row=plan.row.number,
            fields=dict.fromkeys(parts, recorder.CHANGED),
        )

    # Those who left

    def finish(self, account: Account) -> Batch:
        """End the employment of those whom a full extract lacks, and call former employees those
        whose last day has passed."""
        batch = Batch(first=account.rows, last=account.rows)
        missing = leavers(self.setting)[0] if self.setting.full else []
        for at in range(0, len(missing), _CHUNK):
            for person in self._by_id(missing[at : at + _CHUNK]):
                self._leave(person, batch)
        for person in self._ended():
            self._is_former(person, batch, "the last day of the employment has passed")
        if self.store:
            self.setting.session.flush()
        account.written.update(self.setting.written)
        self.setting.written.clear()
        return batch

    def _by_id(self, ids: Collection[int]) -> Iterator[Person]:
        yield from self.setting.session.scalars(
            select(Person)
            .where(Person.id.in_(ids))
            .order_by(Person.id)
            .options(selectinload(Person.employments))
        )

    def _leave(self, person: Person, batch: Batch) -> None:
        other = self._under_another_number(person)
        number, last = str(person.employee_number), self.setting.as_of - timedelta(days=1)
        if other:
            reason = f"missing from the extract, but may be {other}: stays as it is"
            batch.issues.append(_line(number, IssueKind.NOTED, "missing", "current", reason))
            return
        for job in person.employments:
            if (job.valid_until is None or job.valid_until > last) and self.store:
                # A period that has not begun by then never did.
                job.valid_until = max(last, job.valid_from or last)
        self._is_former(person, batch, f"missing from the full extract: ended on {last}")

    def _under_another_number(self, person: Person) -> str:
        """A number of the extract that nobody has, delivered with this person's name."""
        numbers = self.setting.survey.by_name.get(person.search_name, set())
        if not numbers:
            return ""
        stored = self.setting.session.scalars(
            select(Person.employee_number).where(Person.employee_number.in_(numbers))
        )
        return next(iter(sorted(numbers - set(stored))), "")

    def _is_former(self, person: Person, batch: Batch, reason: str) -> None:
        number = str(person.employee_number)
        batch.issues.append(_line(number, IssueKind.REPLACED, "left", "current", reason))
        self.setting.written["leavers"] += 1
        if not self.store:
            return
        if person.kind_code == EMPLOYEE:
            person.kind_code = FORMER
        recorder.record(
            Event.IMPORT_ALTERED,
            person=person.id,
            entity=("person", person.id),
            run=self.run_id,
            file=self.target.file.name,
            row=0,
            fields={"kind_code": recorder.CHANGED},
        )

    def _ended(self) -> list[Person]:
        """Employees by kind whose every period ended before the extract."""
        current = self.setting.as_of
        open_still = or_(Employment.valid_until.is_(None), Employment.valid_until >= current)
        of_person = Employment.person_id == Person.id
        codes = [self.setting.full] if self.setting.full else list(self.setting.agencies)
        agencies = [
            a.id for c, a in self.setting.agencies.items() if c in codes and not a.is_legacy
        ]
        found = self.setting.session.scalars(
            select(Person).where(
                Person.agency_id.in_(agencies),
                Person.kind_code == EMPLOYEE,
                Person.employee_number.is_not(None),
                Person.merged_into_id.is_(None),
                exists().where(of_person),
                ~exists().where(of_person, open_still),
            )
        )
        return list(found)


def _line(number: str, kind: IssueKind, delivered: str, stored: str, reason: str) -> Issue:
    return Issue(0, number, kind, "", delivered, stored, reason)


def _guarded(issue: Issue, sealed: set[str]) -> Issue:
    if looks_like_ssn(issue.key):
        issue = replace(issue, key=WITHHELD)
    if issue.column in sealed or looks_like_ssn(issue.delivered):
        issue = replace(issue, delivered=WITHHELD)
        if issue.reason.startswith("left blank"):
            issue = replace(issue, reason="left blank: it could not be read")
    return issue
