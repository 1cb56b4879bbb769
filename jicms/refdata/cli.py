"""`flask refdata load`, `check` and `stamp`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from jicms.core import unit_of_work
from jicms.refdata import reader, stamp
from jicms.refdata.loader import load

refdata = AppGroup("refdata", help="The agency's code lists.")

#: Gives the actor that commands act as; the access package registers its system actor here.
command_actors: list[Callable[[str], Any]] = []

_folder = click.option(
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=reader.DATA,
    help="Folder of the lists; the built-in one by default.",
)


@refdata.command("load")
@_folder
@click.option("--force", is_flag=True, help="Overwrite rows that an administrator edited.")
def load_lists(directory: Path, force: bool) -> None:
    """Add and update codes from the CSV lists. Running it again changes nothing."""
    actor = command_actors[-1]("refdata") if command_actors else None
    try:
        with unit_of_work.write(actor) as session:
            report = load(session, directory=directory, force=force)
    except reader.DataFault as fault:
        _refuse(fault)
    for each in report.lists:
        if each.added or each.changed or each.kept or each.retired:
            click.echo(
                f"{each.file} v{each.version}: {each.added} added, {each.changed} changed, "
                f"{each.unchanged} unchanged, {each.kept} kept as edited, {each.retired} retired"
            )
    click.echo(
        f"{len(report.lists)} lists: {report.total('added')} added, "
        f"{report.total('changed')} changed, {report.total('unchanged')} unchanged, "
        f"{report.total('kept')} kept as edited, {report.total('retired')} retired."
    )


@refdata.command("check")
@_folder
def check_lists(directory: Path) -> None:
    """Check the CSV lists without loading them."""
    try:
        lists = reader.read_lists(directory)
    except reader.DataFault as fault:
        _refuse(fault)
    click.echo(f"{len(lists)} lists, {sum(len(each.rows) for each in lists)} codes: no fault.")


@refdata.command("stamp")
@_folder
def stamp_lists(directory: Path) -> None:
    """Raise the version of each list that was changed."""
    changed = stamp.stamp(directory)
    click.echo(f"New version: {', '.join(changed)}." if changed else "No list was changed.")


def _refuse(fault: reader.DataFault) -> NoReturn:
    for sentence in fault.faults:
        click.echo(sentence, err=True)
    click.echo(f"Nothing was loaded: {len(fault.faults)} faults.", err=True)
    sys.exit(1)
