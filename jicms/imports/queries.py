"""Reads of the bookkeeping: runs, their files, the lines of their reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.core import unit_of_work
from jicms.imports.models import ImportFile, ImportIssue, ImportRun, IssueKind


def runs() -> Select[ImportRun]:
    """Every run, with its files."""
    return select(ImportRun).options(selectinload(ImportRun.files))


def run_by_id(run_id: int) -> ImportRun | None:
    """A run with its files."""
    return unit_of_work.session().scalar(runs().where(ImportRun.id == run_id))


def issues(run: ImportRun, values: Mapping[str, Any]) -> Select[ImportIssue]:
    """Lines of a run's report, by kind and file where these are chosen."""
    statement = (
        select(ImportIssue)
        .where(ImportIssue.run_id == run.id)
        .options(joinedload(ImportIssue.file))
    )
    if values.get("kind"):
        statement = statement.where(ImportIssue.kind.in_(values["kind"]))
    if values.get("file"):
        statement = statement.where(ImportIssue.file_id.in_(values["file"]))
    return statement


def issue_counts(run: ImportRun) -> Sequence[tuple[ImportFile, IssueKind, int]]:
    """How many lines of each kind each file has."""
    found = unit_of_work.session().execute(
        select(ImportIssue.file_id, ImportIssue.kind, func.count())
        .where(ImportIssue.run_id == run.id)
        .group_by(ImportIssue.file_id, ImportIssue.kind)
    )
    files = {file.id: file for file in run.files}
    return sorted(
        ((files[file], kind, count) for file, kind, count in found),
        key=lambda each: (each[0].n, each[1]),
    )
