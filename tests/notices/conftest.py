"""What the tests of notices share."""

from contextlib import contextmanager

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.notices.models import Notice
from tests.support.counting import statements

__all__ = ["statements"]


@pytest.fixture
def standing(reading):
    """`standing("head.ia")`: the events of which that account has a notice, seen or not."""

    def found(username):
        with reading() as session:
            rows = session.scalars(
                select(Notice.event)
                .join(User, User.id == Notice.user_id)
                .where(User.username == username, Notice.cleared_at.is_(None))
            )
            return sorted(rows)

    return found


@contextmanager
def mailing_to(app, box, **more):
    """Let the application send its mail to that server."""
    told = {
        "SMTP": box.url,
        "MAIL_FROM": "jicms@agency.example",
        "BASE_URL": "https://jicms.example",
        **more,
    }
    before = {name: app.config[name] for name in told}
    app.config.update(told)
    yield
    app.config.update(before)
