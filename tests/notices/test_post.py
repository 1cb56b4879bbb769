"""Mail over encrypted connections with a login, and what is left where a server fails."""

from contextlib import ExitStack

import pytest
from sqlalchemy import select

import config
from jicms.auth.models import User
from jicms.cases.models import CaseStatus, GrantKind
from jicms.notices import post
from jicms.notices import service as notices
from tests.factories import cases
from tests.notices.conftest import mailing_to
from tests.support.mail import PASSWORD, USER, certificate_for, smtp_server

NAMES = ("investigator.ia", "supervisor.ia", "head.ia")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(post, "WAITS", (0, 0))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return certificate_for("127.0.0.1", tmp_path_factory.mktemp("relay"))


@pytest.fixture
def told(acting):
    """Three accounts with an address have a notice each."""
    with acting() as session:
        case = cases.case(session, status=CaseStatus.OPEN, title="Cash count at dock 2")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        for name in NAMES:
            user = session.scalar(select(User).where(User.username == name))
            user.email = f"{name}@agency.example"
            about = notices.About("case_file", case.id)
            notices.tell("CLASS_CHANGED", users=[user.id], about=about, case_id=case.id)
        return [f"{name}@agency.example" for name in NAMES]


@pytest.fixture
def relay(app, certificate):
    """`relay("smtps", login=True)`: a server that the application is set to send to."""
    with ExitStack() as stack:

        def made(mode="smtp", *, login=False, trusted=True, **more):
            box = stack.enter_context(smtp_server(mode, login=login, certificate=certificate))
            more.setdefault("SMTP_CA", str(certificate) if trusted else "")
            if login:
                more = {"SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD, **more}
            stack.enter_context(mailing_to(app, box, **more))
            return box

        yield made


def run(app):
    return app.test_cli_runner().invoke(args=["notices", "digest"])


def receivers(box):
    return sorted(receiver for receiver, _ in box.letters)


@pytest.mark.parametrize("mode", ["smtp+starttls", "smtps"])
def test_letters_go_encrypted_and_after_a_login(app, relay, told, mode):
    box = relay(mode, login=True)
    assert run(app).exit_code == 0
    assert receivers(box) == sorted(told)
    assert all(box.encrypted)
    assert all(box.signed_in)
    assert box.connections == 1


@pytest.mark.parametrize("mode", ["smtp+starttls", "smtps"])
def test_an_unknown_certificate_gets_neither_login_nor_letter(app, relay, told, mode):
    box = relay(mode, login=True, trusted=False)
    answer = run(app)
    assert answer.exit_code == 1
    assert "SSLCertVerificationError" in answer.output
    assert box.letters == []
    assert box.connections <= 1, "trying again would not make it trusted"


def test_a_server_without_starttls_is_sent_nothing_in_plain(app, relay, told):
    box = relay("smtp")
    app.config["SMTP"] = box.url.replace("smtp://", "smtp+starttls://")
    answer = run(app)
    assert answer.exit_code == 1
    assert "SMTPNotSupportedError" in answer.output
    assert box.letters == []


def test_a_wrong_login_is_one_sentence_without_it(app, relay, told):
    box = relay("smtps", login=True, SMTP_PASSWORD="another")
    answer = run(app)
    assert answer.exit_code == 1
    assert "SMTPAuthenticationError" in answer.output
    assert "another" not in answer.output
    assert (box.letters, box.connections) == ([], 1)


def test_a_busy_server_is_asked_again_and_what_it_took_is_sent_once(app, relay, told):
    box = relay()
    box.busy[told[0]] = 1
    answer = run(app)
    assert (answer.exit_code, "3 of 3 e-mails" in answer.output) == (0, True)
    assert receivers(box) == sorted(told)


def test_a_connection_that_breaks_loses_and_repeats_nothing(app, relay, told):
    box = relay()
    box.hangs_up_after = 1
    assert "3 of 3 e-mails" in run(app).output
    assert receivers(box) == sorted(told)
    assert box.connections == 2


def test_what_could_not_be_sent_is_sent_by_the_next_run(app, relay, told):
    box = relay()
    box.busy[told[1]] = 9
    answer = run(app)
    assert answer.exit_code == 1
    assert "1 could not be sent; the next run sends them" in answer.output
    assert "@" not in answer.output
    assert receivers(box) == sorted({*told} - {told[1]})
    box.busy.clear()
    assert "1 of 1 e-mails" in run(app).output
    assert receivers(box) == sorted(told)
    assert run(app).output.startswith("0 of 0")


def test_a_server_that_is_away_loses_nothing(app, relay, told):
    box = relay()
    there, app.config["SMTP"] = app.config["SMTP"], "smtp://127.0.0.1:1"
    answer = run(app)
    assert answer.exit_code == 1
    assert "3 could not be sent (ConnectionRefusedError)" in answer.output
    app.config["SMTP"] = there
    assert "3 of 3 e-mails" in run(app).output
    assert receivers(box) == sorted(told)


def test_a_refused_address_is_told_by_account_and_kept(app, relay, told):
    box = relay()
    box.refused.add(told[0])
    answer = run(app)
    assert answer.exit_code == 0
    assert "refuses the address of account" in answer.output
    assert told[0] not in answer.output
    box.refused.clear()
    assert "1 of 1 e-mails" in run(app).output


MAIL = {
    "JICMS_SMTP": "smtp+starttls://mail.example:587",
    "JICMS_BASE_URL": "https://jicms.example",
    "JICMS_SMTP_USER": "mailer",
    "JICMS_SMTP_PASSWORD": "secret",
}
PRODUCTION = {
    "JICMS_ENV": "production",
    "JICMS_SECRET_KEY": "x" * 40,
    "JICMS_MASTER_KEY": "k1:b3duLWtleS1vZi10aGUtdGVzdHMtMzItYnl0ZXMtLS0=",
    "JICMS_ALLOW_SQLITE": "1",
    "JICMS_TRUSTED_HOSTS": "jicms.example",
}


@pytest.fixture
def load(monkeypatch):
    """`load(NAME=value)`: the settings of an environment with a mail server and these changes."""

    def loaded(env, **changes):
        for name, value in {
            **MAIL,
            **(PRODUCTION if env == "production" else {}),
            **changes,
        }.items():
            monkeypatch.setenv(name, value)
        return config.load()

    return loaded


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"JICMS_SMTP": "mail.example:25"}, "JICMS_SMTP must read"),
        ({"JICMS_SMTP": "smtp://"}, "JICMS_SMTP must read"),
        ({"JICMS_SMTP": "smtp://mail.example:post"}, "JICMS_SMTP must read"),
        ({"JICMS_SMTP": "smtps://me:pw@mail.example"}, "JICMS_SMTP must hold no login"),
        ({"JICMS_BASE_URL": ""}, "JICMS_BASE_URL must be set"),
        ({"JICMS_SMTP_PASSWORD": ""}, "must be set together"),
        ({"JICMS_SMTP_USER": ""}, "must be set together"),
        ({"JICMS_SMTP_CA": "/none/ca.pem"}, "there is no such file"),
    ],
)
def test_a_malformed_setting_stops_the_start(load, changes, said):
    with pytest.raises(config.UnsafeSettings, match=said) as refusal:
        load("development", **changes)
    assert "pw" not in str(refusal.value).replace("JICMS_SMTP", "")


def test_production_sends_no_login_in_plain(load):
    with pytest.raises(config.UnsafeSettings, match="would send its login unencrypted"):
        load("production", JICMS_SMTP="smtp://mail.example")


@pytest.mark.parametrize(
    "changes",
    [
        {"JICMS_SMTP": "smtps://mail.example"},
        {"JICMS_SMTP": "smtp://127.0.0.1:25"},
        {"JICMS_SMTP": "smtp://[::1]:25"},
        {"JICMS_SMTP": "smtp://localhost"},
        {"JICMS_SMTP": "smtp://mail.example", "JICMS_SMTP_PLAIN_LOGIN": "1"},
        {"JICMS_SMTP": "smtp://mail.example", "JICMS_SMTP_USER": "", "JICMS_SMTP_PASSWORD": ""},
    ],
)
def test_production_takes_what_is_encrypted_local_without_login_or_told(load, changes):
    assert load("production", **changes)["SMTP"] == changes["JICMS_SMTP"]
