"""`flask intake drop-expired`: what a scheduler runs once a day."""

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
