"""`flask files verify | scan | sweep`."""

import sys
from collections.abc import Iterator

import click
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, select

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.files import service
from jicms.files.models import ScanState, StoredFile
from jicms.files.tus import service as tus

files = AppGroup("files", help="Look after the file store.")
_BATCH = 200
_SYSTEM = Actor.system("files")


def _matching(*criteria: ColumnElement[bool]) -> Iterator[StoredFile]:
    """The files that match, by id, each batch read in a short transaction and then detached."""
    last = 0
    while True:
        statement = select(StoredFile).where(StoredFile.id > last, *criteria)
        with unit_of_work.read(_SYSTEM) as session:
            found = session.scalars(statement.order_by(StoredFile.id).limit(_BATCH)).all()
            session.expunge_all()
        yield from found
        if len(found) < _BATCH:
            return
        last = found[-1].id


@files.command("verify")
def verify() -> None:
    """Read every file and prove that it is what was received."""
    checked, damaged = 0, 0
    for file in _matching():
        checked += 1
        if not service.verify(file):
            damaged += 1
            click.echo(f"DAMAGED: file {file.id} ({file.key}).", err=True)
    click.echo(f"{checked} files checked, {damaged} damaged.")
    sys.exit(1 if damaged else 0)


@files.command("scan")
@click.option("--quarantined", is_flag=True, help="Check files in quarantine again, too.")
def scan(quarantined: bool) -> None:
    """Check for malware the files that were stored without a check."""
    states = [ScanState.UNSCANNED, *([ScanState.QUARANTINED] if quarantined else [])]
    counts = dict.fromkeys(ScanState, 0)
    for file in _matching(StoredFile.scan_state.in_(states)):
        verdict = service.check(file)
        with unit_of_work.write(_SYSTEM) as session:
            current = session.get_one(StoredFile, file.id)
            service.judge(current, verdict)
            counts[current.scan_state] += 1
    click.echo(f"{counts[ScanState.CLEAN]} clean, {counts[ScanState.QUARANTINED]} in quarantine.")


@files.command("sweep")
def sweep() -> None:
    """Clean up: uploads that no form took in time, and what crashes left a day ago or longer."""
    with unit_of_work.write(_SYSTEM):
        expired = tus.sweep()
    with unit_of_work.read(_SYSTEM):
        swept = service.sweep()
    click.echo(
        f"{swept.removed} temporary files removed, "
        f"{len(swept.set_aside)} files without a record set aside in orphans/."
    )
    click.echo(f"{expired} uploads forgotten that no form took in time.")
