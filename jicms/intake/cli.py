"""`flask intake drop-expired`, once a day; `flask intake candidates` and `flask intake collect`,
every few minutes; `flask intake public-key`, once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.dropbox import notice
from jicms.dropbox.engines import BadAddress
from jicms.intake import collecting, ending, service

intake = AppGroup("intake", help="The intake desk.")


@intake.command("drop-expired")
def drop_expired() -> None:
    """Remove the drafts whose time is over, and end the mailboxes of reporters that are idle."""
    with unit_of_work.write(Actor.system("cli")):
        number = service.drop_expired()
    click.echo(f"{number} expired drafts removed.")
    if not current_app.config["DROPBOX"]:
        return
    with _reaching():
        done = ending.end_idle(current_app.config["DROPBOX"])
    click.echo(f"{done.mailboxes} idle mailboxes ended, with {done.letters} letters.")


@contextmanager
def _reaching() -> Iterator[None]:
    """Say what stands between us and the drop box, and end with 1."""
    try:
        yield
    except (BadAddress, SQLAlchemyError) as error:
        said = str(error) if isinstance(error, BadAddress) else type(error).__name__
        click.echo(f"The drop box can't be reached: {said}", err=True)
        sys.exit(1)


@intake.command("candidates")
def candidates() -> None:
    """Compare newly recorded cases with all others, and ask whom a likeness may concern."""
    with unit_of_work.write(Actor.system("cli")) as _session:
        compared, found = service.search_new(actor=Actor.system("cli"))
    click.echo(f"{compared} cases compared, {found} candidates.")


@intake.command("public-key")
def public_key() -> None:
    """Print the key that the public page checks the notice with: its JICMS_PUBLIC_KEY."""
    click.echo(notice.public_key())


@intake.command("collect")
def collect() -> None:
    """Take in what the public page dropped, post letters to reporters, and renew the notice.

    Ends with 1 where something stayed in the box (it did not open, or waits for its report), or a
    letter was set aside: no mailbox can take it.
    """
    address = current_app.config["DROPBOX"]
    if not address:
        click.echo("There is no drop box: set JICMS_DROPBOX.", err=True)
        sys.exit(1)
    with _reaching():
        done = collecting.collect(address)
    live = "live" if done.is_live else "not live: its checklist is not confirmed"
    click.echo(
        f"{done.taken} items taken in, {done.posted} letters posted, {done.left} left in the box;"
        f" the page is {live}."
    )
    if done.aside:
        click.echo(
            f"{done.aside} letters set aside: what their reports gave to seal them to is no key."
            " Their pages say so.",
            err=True,
        )
    if done.left or done.aside:
        sys.exit(1)
