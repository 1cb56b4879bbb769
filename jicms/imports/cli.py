"""`flask import`."""

import sys
import zlib
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from jicms.core.errors import DomainError
from jicms.imports import checking, service
from jicms.imports import mapping as mappings
from jicms.imports.books import OUTCOMES, Account
from jicms.imports.models import IssueKind, Prefer

#: What to do where mapping and extract differ.
_MEND = (
    "Nothing was read. Let the extract have these columns, or copy the mapping, change the copy to"
    " what the extract has, and name its file with --mapping."
)


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(import_records)


@click.command("import")
@click.option("--mapping", "name", required=True, help="A built-in mapping, or a TOML file.")
@click.option("--dry-run", is_flag=True, help="Read and compare everything, store nothing.")
@click.option(
    "--prefer",
    type=click.Choice([each.value.lower() for each in Prefer]),
    default="stored",
    show_default=True,
    help="Which value stays where the extract contradicts what is stored.",
)
@click.option(
    "--batch-size",
    type=click.IntRange(1, service.LARGEST_BATCH),
    default=service.BATCH,
    show_default=True,
    help="Rows that are stored together.",
)
@click.option("--full", default="", metavar="AGENCY", help="Employees: this is all of AGENCY.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Employees: the extract's day; today."
)
@click.option(
    "--allow-leavers", is_flag=True, help="Employees: however many are missing, they left."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def import_records(
    name: str,
    folder: Path,
    *,
    dry_run: bool,
    prefer: str,
    batch_size: int,
    full: str,
    as_of: datetime | None,
    allow_leavers: bool,
) -> None:
    """Import the extract in FOLDER: cases, or employees. Safe to stop and to run again."""
    try:
        mapping = mappings.load(mappings.find(name))
        options = service.Options(
            mapping=mapping,
            folder=folder,
            home=current_app.config["DATA_DIR"] / "imports",
            prefer=Prefer(prefer.upper()),
            batch_size=batch_size,
            dry_run=dry_run,
            full=full.upper(),
            as_of=as_of.date() if as_of else None,
            allow_leavers=allow_leavers,
        )
        _announce(options)
        total = sum(each.source.size for each in checking.plan(mapping, folder))
        with click.progressbar(length=total, label="Importing", show_pos=False) as bar:

            def advance(file: str, count: int) -> None:
                bar.label = f"{file:<22}"
                bar.update(count)

            result = service.run(options, progress=advance)
    except mappings.MappingFault as fault:
        _refuse([*fault.faults, _MEND])
    except DomainError as error:
        _refuse(list(error.sentences))
    except (OSError, EOFError, zlib.error, SQLAlchemyError) as error:
        # The message of a database error repeats the rows that it was about.
        cause = getattr(error, "orig", None) or error
        first = str(cause).partition("\n")[0]
        _refuse(
            [
                f"Stopped: {type(cause).__name__}: {first[:200]}",
                "What was committed stays. Run the same command again to go on from there.",
            ]
        )
    _tell(result, dry_run=dry_run)


def _announce(options: service.Options) -> None:
    click.echo(f"{options.mapping.title}, from {options.folder}")
    for name, reason in checking.left_out(options.mapping, options.folder):
        click.echo(f"  not read: {name}: {reason}")


def _tell(result: service.Result, *, dry_run: bool) -> None:
    if result.resumed:
        click.echo(f"Went on with run {result.run_id}, which had been stopped.")
    _table(result.accounts)
    _counts(result.accounts)
    missing = [account.name for account in result.accounts if not account.adds_up]
    if missing:
        _refuse([f"The rows of {name} do not add up." for name in missing])
    click.echo("Every delivered row is accounted for.")
    click.echo(f"Report: {result.report}")
    if dry_run:
        click.echo("Dry run: nothing was stored.")


def _table(accounts: list[Account]) -> None:
    head = ("file", "delivered", *OUTCOMES)
    click.echo(f"{head[0]:<22}" + "".join(f"{name:>13}" for name in head[1:]))
    lines = [
        (account.name, [account.rows, *(account.outcomes[name] for name in OUTCOMES)])
        for account in accounts
    ]
    totals = [sum(column) for column in zip(*(counts for _, counts in lines), strict=True)]
    for name, counts in (*lines, ("total", totals)):
        click.echo(f"{name:<22}" + "".join(f"{count:>13,}" for count in counts))


def _counts(accounts: list[Account]) -> None:
    written: dict[str, int] = {}
    for account in accounts:
        for table, count in account.written.items():
            written[table] = written.get(table, 0) + count
    if written:
        click.echo("Stored: " + ", ".join(f"{n:,} {table}" for table, n in sorted(written.items())))
    for account in accounts:
        if account.read_as:
            listed = ", ".join(f"{column} {n:,}" for column, n in sorted(account.read_as.items()))
            click.echo(f"{account.name}: read in another form than delivered: {listed}")
        for kind in IssueKind:
            if account.issues[kind]:
                click.echo(
                    f"{account.name}: {account.issues[kind]:,} {kind.lower()}: {kind.meaning}"
                )


def _refuse(faults: list[str]) -> NoReturn:
    for sentence in faults:
        click.echo(sentence, err=True)
    sys.exit(1)
