"""`flask notices sweep` and `digest`: what a scheduler runs once a day, in this order."""

import smtplib
import sys

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import update

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.notices import digest as mail
from jicms.notices import sweep as daily
from jicms.notices.models import Notice

notices = AppGroup("notices", help="Notices of what has to be done.")


@notices.command("sweep")
def sweep() -> None:
    """Tell of dates that come near or have passed. Running it again tells nobody twice."""
    with unit_of_work.write(Actor.system("cli")):
        daily.sweep()
    click.echo("Everybody was told.")


@notices.command("digest")
def digest() -> None:
    """Send each account one e-mail with the numbers and links of its new notices."""
    settings = current_app.config
    if not settings["SMTP"]:
        click.echo("JICMS_SMTP is not set: nothing is sent.")
        return
    server = mail.Server(settings["SMTP"], settings["MAIL_FROM"], settings["BASE_URL"])
    with (
        current_app.test_request_context(base_url=server.base_url),
        unit_of_work.read(Actor.system("cli")),
    ):
        due = mail.letters()
    try:
        taken = mail.send(due, server)
    except (OSError, smtplib.SMTPException) as error:
        click.echo(f"The mail server did not take them: {type(error).__name__}.", err=True)
        sys.exit(1)
    with unit_of_work.write(Actor.system("cli")) as session:
        ids = [entry.notice_id for letter in taken for entry in letter.entries]
        mark = update(Notice).where(Notice.id.in_(ids)).values(emailed_at=clock.now())
        session.execute(mark.execution_options(synchronize_session=False))
        recorder.record(Event.DIGEST_SENT, letters=len(taken), notices=len(ids))
    click.echo(f"{len(taken)} of {len(due)} e-mails sent.")
