"""API tokens: asked for, granted by security, revealed once to their user, ended."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth import service
from jicms.auth.models import ApiToken, User
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied
from tests.factories import accounts

ASKED = {"purpose": "Nightly figures", "scopes": "read", "days": "30"}


def token_id(reading):
    with reading() as session:
        return session.scalar(select(ApiToken.id).order_by(ApiToken.id.desc()))


def secret_on(page):
    return re.search(r'id="secret">([^<]+)<', page.text).group(1)


def granted(sign_in, reading):
    """A client whose token was granted, and the token's id."""
    user = sign_in("supervisor.ia")
    assert user.post("/account/tokens", data=ASKED).status_code == 302
    number = token_id(reading)
    answer = sign_in("security").post(f"/admin/confirmations/tokens/{number}/grant")
    assert answer.status_code == 302
    return user, number


def found(app, secret):
    with app.app_context(), unit_of_work.read() as session:
        token = service.find_token(session, secret)
        return token.id if token else None


def test_only_its_user_ever_sees_a_token_and_only_once(sign_in, reading, app):
    user, number = granted(sign_in, reading)
    path = f"/account/tokens/{number}/reveal"
    assert sign_in("security").post(path).status_code == 404
    assert sign_in("admin").post(path).status_code == 404
    page = user.post(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    secret = secret_on(page)
    assert user.post(path).status_code == 409
    assert secret not in user.get("/account/tokens").text
    assert found(app, secret) == number
    assert found(app, secret[:-1]) is None
    with reading() as session:
        token = session.get(ApiToken, number)
        assert secret not in {token.digest, token.prefix}
        assert all(secret not in row.detail for row in session.scalars(select(AuditEvent)))
        names = {row.event for row in session.scalars(select(AuditEvent))}
        assert "TOKEN_GRANTED" in names


def test_a_request_is_worth_nothing_before_it_is_granted(sign_in, reading):
    user = sign_in("supervisor.ia")
    user.post("/account/tokens", data=ASKED)
    number = token_id(reading)
    assert user.post(f"/account/tokens/{number}/reveal").status_code == 409
    assert user.post(f"/admin/confirmations/tokens/{number}/grant").status_code == 403
    assert sign_in("admin").post(f"/admin/confirmations/tokens/{number}/grant").status_code == 403


def test_nobody_grants_the_own_token(sign_in, reading):
    security = sign_in("security")
    security.post("/account/tokens", data=ASKED)
    number = token_id(reading)
    assert security.post(f"/admin/confirmations/tokens/{number}/grant").status_code == 403
    assert security.post(f"/account/tokens/{number}/revoke").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"days": "91"},
        {"days": "0"},
        {"days": "²"},
        {"scopes": "write"},
        {"scopes": ""},
        {"purpose": " "},
    ],
)
def test_a_request_out_of_bounds_is_refused(sign_in, change):
    answer = sign_in("supervisor.ia").post("/account/tokens", data={**ASKED, **change})
    assert answer.status_code == 422


def test_tokens_are_few(sign_in):
    user = sign_in("supervisor.ia")
    answers = [user.post("/account/tokens", data=ASKED).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]


@pytest.mark.parametrize("how", ["user", "security", "deactivated", "role revoked", "expired"])
def test_a_token_ends_at_once(sign_in, reading, acting, app, how):
    user, number = granted(sign_in, reading)
    secret = secret_on(user.post(f"/account/tokens/{number}/reveal"))
    assert found(app, secret) == number
    if how == "user":
        assert user.post(f"/account/tokens/{number}/revoke").status_code == 302
        assert user.post(f"/account/tokens/{number}/revoke").status_code == 409
    elif how == "security":
        path = f"/admin/confirmations/tokens/{number}/revoke"
        assert sign_in("security").post(path).status_code == 302
    elif how != "expired":
        with acting("admin") as session:
            account = session.scalar(select(User).where(User.username == "supervisor.ia"))
            actor = accounts.actor_of("admin")
            if how == "deactivated":
                service.deactivate(account, actor=actor)
            else:
                service.revoke_membership(account.memberships[0], actor=actor)
    later = clock.now() + timedelta(days=31 if how == "expired" else 0)
    with clock.at(later):
        assert found(app, secret) is None


def test_a_program_can_not_reveal_a_token(acting, sign_in, reading):
    _user, number = granted(sign_in, reading)
    with acting("supervisor.ia") as session:
        actor = accounts.actor_of("supervisor.ia")
        token = session.get(ApiToken, number)
        object.__setattr__(actor, "source", "api")
        with pytest.raises(Denied):
            service.reveal_token(token, actor=actor)
