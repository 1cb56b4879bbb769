"""`flask notices sweep` and `digest`: what a scheduler runs once a day, in this order."""

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
from jicms.notices import post
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
    """Send each account one e-mail with the numbers and links of its new notices.

    What the mail server could not take is sent by the next run; until then the exit code is 1.
    """
    settings = current_app.config
    if not settings["SMTP"]:
        click.echo("JICMS_SMTP is not set: nothing is sent.")
        return
    server = post.Server(
        url=settings["SMTP"],
        sender=settings["MAIL_FROM"],
        base_url=settings["BASE_URL"],
        user=settings["SMTP_USER"],
        password=settings["SMTP_PASSWORD"],
        authorities=settings["SMTP_CA"],
    )
    with (
        current_app.test_request_context(base_url=server.base_url),
        unit_of_work.read(Actor.system("cli")),
    ):
        due = mail.letters()
    taken, outcome = [], post.Outcome()
    for letter in post.send(due, server, outcome):
        _mark(letter)
        taken.append(letter)
    with unit_of_work.write(Actor.system("cli")):
        number = sum(len(letter.entries) for letter in taken)
        unsent = len(outcome.waiting) + len(outcome.refused)
        recorder.record(Event.DIGEST_SENT, letters=len(taken), notices=number, unsent=unsent)
    _tell(len(taken), len(due), outcome)


def _mark(letter: mail.Letter) -> None:
    """Its notices were carried. At once, so that a later failure sends nothing twice."""
    ids = [entry.notice_id for entry in letter.entries]
    carried = update(Notice).where(Notice.id.in_(ids)).values(emailed_at=clock.now())
    with unit_of_work.write(Actor.system("cli")) as session:
        session.execute(carried.execution_options(synchronize_session=False))


def _tell(taken: int, due: int, outcome: post.Outcome) -> None:
    """What became of the letters, without an address."""
    click.echo(f"{taken} of {due} e-mails sent.")
    if outcome.refused:
        accounts = ", ".join(str(letter.user_id) for letter in outcome.refused)
        click.echo(f"The mail server refuses the address of account {accounts}.", err=True)
    if outcome.waiting:
        why = f" ({outcome.why})" if outcome.why else ""
        click.echo(
            f"{len(outcome.waiting)} could not be sent{why}; the next run sends them.", err=True
        )
        sys.exit(1)
