"""Runs an import: plan, batches in transactions of their own, resume, accounts, report.

A batch commits its rows, its place in the file, its report lines and its audit event together, so
that a killed run goes on behind the last row that is stored. Natural keys make a second run change
nothing even where that place is lost.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.imports import books, bulk, checking, directory
from jicms.imports.directory import DirectoryContext, DirectoryLoader, EmployeeTarget
from jicms.imports.loading import Delivery, Loader, batches
from jicms.imports.mapping import Mapping
from jicms.imports.models import ImportFile, ImportRun, Prefer, RunStatus
from jicms.imports.reading import RowReader
from jicms.imports.scratch import Scratch
from jicms.imports.targets import TARGETS, Context

BATCH = 2_000
#: Batches up to this size fit the parameters of one statement on both databases.
LARGEST_BATCH = 10_000
#: New rows from which on the planner's statistics are refreshed at the end.
MANY = 10_000

ALL_TARGETS = {**TARGETS, EmployeeTarget.kind: EmployeeTarget}

#: Called with a file's name and the bytes of it that were read since the last call.
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What is imported, and how. `home` is where reports and scratch files are kept."""

    mapping: Mapping
    folder: Path
    home: Path
    prefer: Prefer = Prefer.STORED
    batch_size: int = BATCH
    dry_run: bool = False
    #: Of an extract of employees: the agency whose full extract it is ("" for a partial one), the
    #: day from which changes count (today), and whether any number may be missing from it.
    full: str = ""
    as_of: date | None = None
    allow_leavers: bool = False


@dataclass(slots=True)
class Result:
    """What a run did. `run_id` is None for a dry run."""

    run_id: int | None
    resumed: bool
    report: Path
    accounts: list[books.Account] = field(default_factory=list)


def run(options: Options, *, progress: Progress = lambda _name, _bytes: None) -> Result:
    """Import a folder as the system's own actor. Raises `MappingFault` before anything is written.

    Only one import runs at a time on a data folder; a second one raises `RuleBroken`.
    """
    if not 1 <= options.batch_size <= LARGEST_BATCH:
        raise RuleBroken(f"The batch size is 1 to {LARGEST_BATCH}.")
    actor = Actor.system("import")
    planned = checking.plan(options.mapping, options.folder)
    with unit_of_work.read(actor) as session:
        context = _context(session, options, planned)
    options.home.mkdir(parents=True, exist_ok=True)
    with _alone(options.home):
        scratch = Scratch(options.home)
        try:
            if options.dry_run:
                return _Dry(options, actor, context, scratch, progress).go(planned)
            return _Real(options, actor, context, scratch, progress).go(planned)
        finally:
            scratch.close()


def _context(session: Session, options: Options, planned: list[checking.Planned]) -> Context:
    if not options.mapping.is_directory:
        if options.full or options.as_of or options.allow_leavers:
            raise RuleBroken("Only an extract of employees is full, has a day, or has leavers.")
        return checking.context(session, options.mapping)
    return directory.prepare(
        session,
        options.mapping,
        planned,
        full=options.full,
        as_of=options.as_of,
        allow_leavers=options.allow_leavers,
    )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """The lock goes with the process, however it ends."""
    with (home / ".lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleBroken("Another import is running.") from None
        yield


@dataclass(slots=True)
class _Importer:
    """What a real and a dry run share."""

    options: Options
    actor: Actor
    context: Context
    scratch: Scratch
    progress: Progress

    def loader(self, number: int, planned: checking.Planned, run_id: int | None) -> Loader:
        file = planned.mapping
        kind = DirectoryLoader if self.options.mapping.is_directory else Loader
        return kind(
            file=number,
            target=ALL_TARGETS[file.kind](self.context, file),
            reader=RowReader(file, self.options.mapping, planned.header, self.options.folder),
            scratch=self.scratch,
            prefer=self.options.prefer,
            store=run_id is not None,
            run_id=run_id,
        )

    def deliveries(
        self, planned: checking.Planned, after: int, loader: Loader
    ) -> Iterator[list[Delivery]]:
        """The batches of a file, with progress told after each."""
        told = 0
        for batch in batches(
            planned.source.rows(), self.options.batch_size, after=after, skipped=loader.remember
        ):
            yield batch
            position = planned.source.position()
            self.progress(planned.mapping.name, position - told)
            told = position
        self.progress(planned.mapping.name, planned.source.size - told)


class _Dry(_Importer):
    """Reads and compares everything, writes nothing to the database."""

    def go(self, planned: list[checking.Planned]) -> Result:
        path = self.options.home / f"dry-run-{clock.now():%Y%m%dT%H%M%SZ}.csv"
        report = books.ReportFile(path)
        result = Result(None, resumed=False, report=path)
        try:
            for number, each in enumerate(planned, 1):
                account = books.Account(each.mapping.name, each.mapping.kind)
                result.accounts.append(account)
                loader = self.loader(number, each, None)
                for delivery in self.deliveries(each, 0, loader):
                    with unit_of_work.read(self.actor) as session:
                        batch = loader.load(delivery, account)
                        session.expunge_all()
                    books.enter(account, batch)
                    report.write(each.mapping.name, batch.issues)
                with unit_of_work.read(self.actor):
                    last = loader.finish(account)
                if last is not None:
                    books.enter(account, last)
                    report.write(each.mapping.name, last.issues)
        finally:
            report.close()
        return result


class _Real(_Importer):
    """Writes batch by batch, from where an unfinished run of the same delivery stands."""

    def go(self, planned: list[checking.Planned]) -> Result:
        digests = [(each.mapping.name, each.source.sha256()) for each in planned]
        with unit_of_work.write(self.actor):
            found = find_or_start(self.options, planned, digests)
            run_id, resumed = found.id, found.resumed > 0
            self._keep_day(found)
            file_ids = [file.id for file in found.files]
        folder = self.options.home / f"run-{run_id}"
        folder.mkdir(exist_ok=True)
        result = Result(run_id, resumed, folder / "report.csv")
        try:
            for number, (each, file_id) in enumerate(zip(planned, file_ids, strict=True), 1):
                result.accounts.append(self._file(number, each, file_id, run_id))
            self._end(run_id, RunStatus.DONE)
            self._statistics(result)
            self._issues(result, file_ids)
        except BaseException:
            self._end(run_id, RunStatus.STOPPED)
            raise
        finally:
            with unit_of_work.read(self.actor) as session:
                books.write_report(session, run_id, result.report)
        return result

    def _file(
        self, number: int, planned: checking.Planned, file_id: int, run_id: int
    ) -> books.Account:
        with unit_of_work.read(self.actor) as session:
            stored = session.get_one(ImportFile, file_id)
            account, is_done, position = books.account_of(stored), stored.is_done, stored.position
        if is_done:
            self.progress(planned.mapping.name, planned.source.size)
            return account
        loader = self.loader(number, planned, run_id)
        for delivery in self.deliveries(planned, position, loader):
            with unit_of_work.write(self.actor) as session:
                stored = session.get_one(ImportFile, file_id)
                batch = loader.load(delivery, account)
                books.enter(account, batch)
                books.keep(session, stored, account, batch)
                self._record(stored, batch)
            session.expunge_all()
        with unit_of_work.write(self.actor) as session:
            stored = session.get_one(ImportFile, file_id)
            last = loader.finish(account)
            if last is not None:
                books.enter(account, last)
                books.keep(session, stored, account, last)
            stored.is_done = True
        return account

    def _keep_day(self, run: ImportRun) -> None:
        """A run that goes on counts changes from the day with which it began."""
        if isinstance(self.context, DirectoryContext):
            run.as_of = run.as_of or self.context.as_of
            self.context.as_of = run.as_of

    @staticmethod
    def _record(file: ImportFile, batch: books.Batch) -> None:
        """The batch's event: bulk rows have no field events of their own."""
        recorder.record(
            Event.IMPORT_BATCH,
            entity=("import_file", file.id),
            run=file.run_id,
            file=file.name,
            file_sha256=file.sha256,
            first=batch.first,
            last=batch.last,
            rows_sha256=batch.digest(),
            outcomes=dict(batch.outcomes),
        )

    def _end(self, run_id: int, status: RunStatus) -> None:
        with unit_of_work.write(self.actor) as session:
            found = session.get_one(ImportRun, run_id)
            found.status = status
            found.ended_at = clock.now()

    def _issues(self, result: Result, file_ids: list[int]) -> None:
        """The report's lines by kind, those of an earlier start of this run included."""
        with unit_of_work.read(self.actor) as session:
            for account, file_id in zip(result.accounts, file_ids, strict=True):
                account.issues = books.issue_counts(session, file_id)

    def _statistics(self, result: Result) -> None:
        if sum(account.outcomes["imported"] for account in result.accounts) >= MANY:
            with unit_of_work.write(self.actor) as session:
                bulk.refresh_statistics(session)


def find_or_start(
    options: Options, planned: list[checking.Planned], digests: list[tuple[str, str]]
) -> ImportRun:
    """The unfinished run of the same mapping, files and preference, else a new one. Flushes."""
    session = unit_of_work.session()
    unfinished = session.scalars(
        select(ImportRun)
        .where(
            ImportRun.mapping_sha256 == options.mapping.sha256,
            ImportRun.prefer == options.prefer,
            ImportRun.full == options.full,
            ImportRun.status != RunStatus.DONE,
        )
        .order_by(ImportRun.id.desc())
    )
    for found in unfinished:
        if [(file.name, file.sha256) for file in found.files] == digests:
            found.resumed += 1
            found.status = RunStatus.RUNNING
            found.ended_at = None
            session.flush()
            return found
    found = ImportRun(
        mapping=options.mapping.name,
        mapping_sha256=options.mapping.sha256,
        folder=options.folder.name,
        prefer=options.prefer,
        full=options.full,
        files=[
            ImportFile(n=n, name=each.mapping.name, kind=each.mapping.kind, sha256=digest)
            for n, (each, (_name, digest)) in enumerate(zip(planned, digests, strict=True), 1)
        ],
    )
    session.add(found)
    session.flush()
    return found
