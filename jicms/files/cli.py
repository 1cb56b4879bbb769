"""`flask files verify | rotate | scan | sweep | previews`."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import click
from flask.cli import AppGroup
from sqlalchemy import ColumnElement, func, or_, select

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, crypto, unit_of_work
from jicms.core.types import UtcDateTime
from jicms.files import alarms, folders, renewal, service, settings
from jicms.files.errors import FileDamaged, NotReleased
from jicms.files.media import service as media
from jicms.files.media.models import Outcome
from jicms.files.models import ScanState, StoredFile
from jicms.files.tus import service as tus

files = AppGroup("files", help="Look after the file store.")
_BATCH = 200
GIGABYTE = 10**9
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


def _due(before: datetime) -> Iterator[StoredFile]:
    """Files that were not verified since that moment, longest waiting first, each detached; and
    those that are damaged, which may be whole again."""
    since = func.coalesce(StoredFile.checked_at, StoredFile.created_at, type_=UtcDateTime())
    with unit_of_work.read(_SYSTEM) as session:
        ids = session.scalars(
            select(StoredFile.id)
            .where(or_(since <= before, StoredFile.damaged_at.is_not(None)))
            .order_by(since, StoredFile.id)
        ).all()
    for number in ids:
        with unit_of_work.read(_SYSTEM) as session:
            file = session.get(StoredFile, number)
            session.expunge_all()
        if file is not None:
            yield file


@files.command("verify")
@click.option("--older-than", type=click.IntRange(0), default=0, metavar="DAYS",
              help="Only files that were not verified for so many days.")  # fmt: skip
@click.option(
    "--gigabytes", type=click.IntRange(1), help="Stop after about so much, until next time."
)
def verify(older_than: int, gigabytes: int | None) -> None:
    """Read every file and prove that it is what was received, longest unverified first."""
    checked, damaged, read = 0, 0, 0
    for file in _due(clock.now() - timedelta(days=older_than)):
        if gigabytes is not None and read >= gigabytes * GIGABYTE:
            click.echo("Stopped at the limit: the others are due next time.")
            break
        checked, read = checked + 1, read + file.size
        if service.verify(file):
            with unit_of_work.write(_SYSTEM):
                alarms.mark_sound(file)
            continue
        damaged += 1
        click.echo(f"DAMAGED: file {file.id} ({file.key}).", err=True)
    if checked:
        with unit_of_work.write(_SYSTEM):
            recorder.record(Event.FILES_VERIFIED, checked=checked, damaged=damaged, bytes=read)
    click.echo(f"{checked} files checked, {damaged} damaged.")
    sys.exit(1 if damaged else 0)


@files.command("rotate")
def rotate() -> None:
    """Seal files anew that are under an earlier master key. May be stopped and run again."""
    current, renewed, damaged = crypto.keyring().current, 0, 0
    for file in _matching(StoredFile.key_id != current):
        try:
            renewal.renew(file)
        except FileDamaged:
            damaged += 1
            click.echo(f"DAMAGED: file {file.id} ({file.key}), left as it is.", err=True)
        else:
            renewed += 1
    click.echo(f"{renewed} files sealed anew under {current}, {damaged} damaged.")
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


@files.command("previews")
@click.option("--again", is_flag=True, help="Try once more what could not be made.")
def previews(again: bool) -> None:
    """Encode sound and film anew that were recorded since, to be played. Takes its time."""
    with folders.alone(settings.current().root, "previews") as is_alone:
        click.echo(_previewed(again) if is_alone else "Another run is at it.")


def _previewed(again: bool) -> str:
    counts = dict.fromkeys(Outcome, 0)
    for file in media.waiting(again=again, actor=_SYSTEM):
        try:
            counts[media.make(file, actor=_SYSTEM)] += 1
        except (FileDamaged, NotReleased) as error:
            click.echo(f"LEFT OUT: file {file.id}: {error}", err=True)
    made = counts[Outcome.MADE] + counts[Outcome.WITH_GAPS]
    failed = counts[Outcome.NOT_DECODED] + counts[Outcome.GIVEN_UP]
    return (
        f"{made} previews made, {counts[Outcome.WITH_GAPS]} of them with gaps; "
        f"{failed} files got none."
    )
