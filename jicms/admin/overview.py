"""The front page of administration, and the settings, which may only be read."""

import platform
from dataclasses import dataclass
from importlib.metadata import version

from alembic.migration import MigrationContext
from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.admin import codes, queries
from jicms.admin.blueprint import bp
from jicms.audit.events import Event
from jicms.auth.models import Membership, User
from jicms.core import crypto, unit_of_work
from jicms.deadlines.models import DeadlineRule
from jicms.web.paging import capped_count

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LIBRARIES = ("Flask", "SQLAlchemy", "cryptography")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at before going live; `is_done` says that nothing is left to do."""

    is_done: bool
    text: str


@bp.get("")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def index() -> ResponseReturnValue:
    """Where everything is, with what waits."""
    actor = current_actor()
    waiting = None
    if policy.allows(actor, Action.USER_CONFIRM):
        waiting = capped_count(queries.waiting_ids())
    return render_template(
        "admin/index.html",
        waiting=waiting,
        users=capped_count(select(User.id).where(User.is_active)),
        notes=[note for note in go_live() if not note.is_done],
    )


def database() -> tuple[str, str, str]:
    """Kind, version of the server, and the schema's revision."""
    connection = unit_of_work.session().connection()
    server = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    heads = MigrationContext.configure(connection).get_current_heads()
    name = connection.dialect.name
    return DATABASES.get(name, name), server, ", ".join(heads) or "none"


def go_live() -> list[Note]:
    """What a production installation needs, and whether it is there."""
    config, session = current_app.config, unit_of_work.session()
    kind = database()[0]
    unverified = sum(found[2] for found in codes.counts().values())
    rules = session.scalar(select(func.count()).where(~DeadlineRule.verified)) or 0
    demo = session.scalar(select(func.count()).where(User.is_demo, User.is_active)) or 0
    confirming = session.scalar(
        select(func.count(func.distinct(Membership.user_id)))
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.role == Role.SECURITY_ADMINISTRATOR,
            Membership.confirmed_at.is_not(None),
            Membership.revoked_at.is_(None),
            User.is_active,
        )
    )
    return [
        Note(config["ENV_NAME"] == "production", "Set JICMS_ENV to production."),
        Note(kind == "PostgreSQL", "Move to PostgreSQL (JICMS_DATABASE_URL)."),
        Note(bool(config.get("TRUSTED_HOSTS")), "Name the hosts (JICMS_TRUSTED_HOSTS)."),
        Note(bool(config.get("CLAMD")), "Have uploads scanned (JICMS_CLAMD)."),
        Note(demo == 0, f"Deactivate the demonstration accounts: {demo}."),
        Note((confirming or 0) > 1, f"Have two people who confirm requests; now {confirming}."),
        Note(unverified == 0, f"Verify the codes against their sources: {unverified} to go."),
        Note(rules == 0, f"Verify the deadline rules: {rules} to go."),
    ]


@bp.get("/settings")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def settings() -> ResponseReturnValue:
    """Read only: settings come from the environment of the server."""
    config = current_app.config
    kind, server, revision = database()
    facts = [
        ("Environment", config["ENV_NAME"]),
        ("Database", f"{kind} {server}"),
        ("Schema revision", revision),
        ("Python", platform.python_version()),
        *((name.capitalize(), version(name)) for name in LIBRARIES),
        ("Password hashes", config["PASSWORD_SCHEME"]),
        ("Key in use", crypto.current_key_id()),
        ("Session ends when idle for", f"{config['SESSION_IDLE'].seconds // 60} minutes"),
        ("Session ends at the latest after", f"{config['SESSION_ABSOLUTE'].seconds // 3600} hours"),
        ("Largest upload", f"{config['MAX_UPLOAD_BYTES'] // (1024 * 1024)} MB"),
        ("Malware scanner", "on" if config.get("CLAMD") else "off"),
        ("Marking", config["MARKING"]),
        ("Social Security numbers", "not collected; the employee number is the key"),
        ("Official banner", "on" if config.get("OFFICIAL_BANNER") else "off"),
    ]
    return render_template("admin/settings.html", facts=facts, notes=go_live())
