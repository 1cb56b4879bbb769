"""`flask notices sweep`: what a scheduler runs once a day."""

import click
from flask.cli import AppGroup

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.notices import sweep as daily

notices = AppGroup("notices", help="Notices of what has to be done.")


@notices.command("sweep")
def sweep() -> None:
    """Tell of dates that come near or have passed. Running it again tells nobody twice."""
    with unit_of_work.write(Actor.system("cli")):
        daily.sweep()
    click.echo("Everybody was told.")
