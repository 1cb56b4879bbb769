"""`flask audit seal` and `flask audit verify`."""

import sys
from collections.abc import Collection
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from jicms.access.actor import Actor
from jicms.audit import seal as sealing
from jicms.core import unit_of_work

audit = AppGroup("audit", help="Seal and prove the audit trail.")


def anchor_path() -> Path:
    """The file that holds the heads of the chain; meant to be copied to another host."""
    return Path(current_app.config["AUDIT_ANCHOR"])


def seal_all(*, quick: bool = True, refused: Collection[int] = ()) -> int:
    """Seal everything that is committed, then append the new heads to the anchor."""
    total = 0
    while True:
        with unit_of_work.write(Actor.system("seal")) as session:
            sealed = sealing.seal_batch(session, quick=quick, refused=refused)
        total += sealed
        if sealed < sealing.BATCH:
            break
    with unit_of_work.read(Actor.system("seal")) as session:
        sealing.append_anchor(session, anchor_path())
    return total


@audit.command("seal")
@click.option("--full", is_flag=True, help="Look for rows of any age, not only the latest.")
@click.option("--follow", is_flag=True, help="Go on, every second, until Ctrl-C or SIGTERM.")
def seal(full: bool, follow: bool) -> None:
    """Seal what is committed into the hash chain."""
    if follow:
        from jicms.audit.sealer import follow as keep_sealing  # noqa: PLC0415 - it uses `seal_all`

        keep_sealing(current_app._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001
        return
    try:
        click.echo(f"{seal_all(quick=not full)} events sealed.")
    except sealing.BadRow as error:
        click.echo(f"Not sealed: {error}.", err=True)
        sys.exit(1)


@audit.command("verify")
def verify() -> None:
    """Prove the chain; name the first row that was changed, removed or inserted."""
    with unit_of_work.read(Actor.system("verify")) as session:
        checked, problems = sealing.verify(session, anchor=anchor_path())
        missing = sealing.missing_keys(session) if problems else []
    if problems:
        click.echo(f"BROKEN: {problems[0].sentence}.", err=True)
        for problem in problems[1:20]:
            click.echo(f"  also: {problem.sentence}", err=True)
        if missing:
            click.echo(f"JICMS_MASTER_KEY lacks these keys: {', '.join(missing)}.", err=True)
        sys.exit(1)
    if not anchor_path().exists():
        click.echo(f"Intact: {checked} sealed events, every seal agrees.")
        click.echo(f"NOT COMPARED with an anchor: there is none at {anchor_path()}.", err=True)
        return
    click.echo(f"Intact: {checked} sealed events, every seal and the anchor agree.")
