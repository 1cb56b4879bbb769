"""Programs that call the interface: each with a granted token of one account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.auth.models import ApiToken, Membership, User
from jicms.core import clock, crypto
from tests.factories.figures import NOW, known


def grant(session, username, **values):
    """A token of the account's first membership, revealed; its secret."""
    membership = session.scalar(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(User.username == username)
    )
    secret = "jicms_" + crypto.random_token()
    now = clock.now()
    found = {
        "digest": crypto.token_digest(secret),
        "prefix": secret[:12],
        "purpose": "test",
        "user_id": membership.user_id,
        "membership_id": membership.id,
        "scopes": "read",
        "days": 30,
        "granted_at": now,
        "expires_at": now + timedelta(days=30),
        "revealed_at": now,
        **values,
    }
    session.add(ApiToken(**found))
    session.flush()
    return secret


@pytest.fixture
def program(app, acting):
    """`program("supervisor.ia").get("/api/v1/cases")`."""

    class Program:
        def __init__(self, secret):
            self.client, self.secret = app.test_client(), secret

        def get(self, path, **more):
            headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
            return self.client.get(path, headers=headers, **more)

    def made(username, **values):
        with acting() as session:
            return Program(grant(session, username, **values))

    return made


@pytest.fixture
def figures(acting):
    """The numbers of five cases that supervisor.ia sees, on the day on which reports run."""
    with clock.at(NOW):
        with acting() as session:
            found = known(session)
        yield found
