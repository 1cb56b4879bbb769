"""`flask intake drop-expired`, once a day, and `flask intake candidates`, every few minutes."""

import click
from flask.cli import AppGroup

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.intake import service

intake = AppGroup("intake", help="The intake desk.")


@intake.command("drop-expired")
def drop_expired() -> None:
    """Remove the drafts whose time is over."""
    with unit_of_work.write(Actor.system("cli")):
        number = service.drop_expired()
    click.echo(f"{number} expired drafts removed.")


@intake.command("candidates")
def candidates() -> None:
    """Compare newly recorded cases with all others, and ask whom a likeness may concern."""
    with unit_of_work.write(Actor.system("cli")) as _session:
        compared, found = service.search_new(actor=Actor.system("cli"))
    click.echo(f"{compared} cases compared, {found} candidates.")
