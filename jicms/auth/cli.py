"""`flask users create | list | reset | deactivate`: accounts from the server's own terminal."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jicms.access.actor import Actor, Role
from jicms.auth import passwords, service
from jicms.auth.actors import is_in_force
from jicms.auth.models import Membership, Office, User
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import DomainError

users = AppGroup("users", help="Create, list, reset and deactivate accounts.")
ACTOR = Actor.system("cli")


def stop(sentence: str) -> None:
    """End the command with one plain sentence."""
    click.echo(sentence, err=True)
    sys.exit(1)


def _user(session: Session, username: str) -> User:
    found = session.scalar(
        select(User)
        .where(User.username == username.strip().lower())
        .options(joinedload(User.memberships))
    )
    if found is None:
        stop(f"There is no account {username!r}.")
    assert found is not None
    return found


def _office(session: Session, code: str) -> Office:
    found = session.scalar(select(Office).where(Office.code == code.strip().upper()))
    if found is None:
        known = ", ".join(session.scalars(select(Office.code).order_by(Office.code)))
        stop(f"There is no office {code!r}. Known: {known or 'none; run `flask refdata load`'}.")
    assert found is not None
    return found


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return crypto.one_time_code()
    return sys.stdin.readline().rstrip("\r\n")


@users.command("create")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", default="", help="E-mail address.")
@click.option("--office", "office_code", required=True, help="Code of the office, such as IA.")
@click.option("--role", required=True, help="One of the roles, such as INVESTIGATOR.")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
def create(
    *, username: str, name: str, email: str, office_code: str, role: str, password_stdin: bool
) -> None:
    """Create USERNAME with a confirmed membership; prints a generated first password once."""
    try:
        wanted = Role(role.strip().upper())
    except ValueError:
        stop(f"There is no role {role!r}. Known: {', '.join(Role)}.")
    first = _password(password_stdin)
    if password_stdin and len(first) < passwords.MIN_LENGTH:
        stop(f"The password needs at least {passwords.MIN_LENGTH} characters.")
    try:
        with unit_of_work.write(ACTOR) as session:
            office = _office(session, office_code)
            user = service.create_user(
                session, username=username, name=name, email=email, password=first
            )
            membership = service.propose_membership(
                user,
                actor=ACTOR,
                office=office,
                role=wanted,
                valid_from=clock.today(office.agency.zone),
                valid_until=None,
            )
            service.confirm_membership(membership, actor=ACTOR)
            line = f"{user.username}: {wanted.label}, {office.short_name}."
    except DomainError as error:
        stop(" ".join(error.sentences))
    click.echo(line)
    if not password_stdin:
        click.echo(f"First password, shown this once: {first}")
    click.echo("It has to be changed at the first sign-in.")


@users.command("list")
def list_users() -> None:
    """List the accounts with their roles."""
    with unit_of_work.read(ACTOR) as session:
        rows = session.scalars(
            select(User)
            .order_by(User.username)
            .options(
                joinedload(User.memberships).joinedload(Membership.office).joinedload(Office.agency)
            )
        ).unique()
        for user in rows:
            held = [
                f"{row.role} {row.office.code}"
                for row in user.memberships
                if is_in_force(row, clock.today(row.office.agency.zone))
            ]
            state = "" if user.is_active else " (deactivated)"
            click.echo(f"{user.username}{state}: {', '.join(held) or 'no role in force'}")


@users.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Give USERNAME a one-time code for a new password; prints it once and ends the sessions."""
    try:
        with unit_of_work.write(ACTOR) as session:
            code = service.give_reset_code(_user(session, username), actor=ACTOR)
    except DomainError as error:
        stop(" ".join(error.sentences))
    click.echo(f"One-time code for /reset, good for 24 hours: {code}")


@users.command("deactivate")
@click.argument("username")
def deactivate(username: str) -> None:
    """Shut the account USERNAME and end its sessions and tokens."""
    try:
        with unit_of_work.write(ACTOR) as session:
            service.deactivate(_user(session, username), actor=ACTOR)
    except DomainError as error:
        stop(" ".join(error.sentences))
    click.echo(f"{username} is deactivated.")
