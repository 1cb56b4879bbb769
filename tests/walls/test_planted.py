"""A reporter's identity is in the vault alone, encrypted, or nowhere: everything is searched.

A complaint is recorded with planted values and worked through. Then every table, every file of the
installation, every log line, page, export and letter is searched for them.
"""

import io
import logging
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases.models import Case, GrantKind, IdentityMode, Party, PartyRole
from jicms.demo.accounts import ACCOUNTS
from jicms.extensions import db
from jicms.reports import registry
from tests.access.test_children import ARGUMENTS
from tests.api.conftest import program
from tests.architecture.every_page import address_of, may_ever_open, page_rules
from tests.factories import accounts, cases, complaints
from tests.support.mail import smtp_server
from tests.walls import planted
from tests.walls.planted import PLANTED

__all__ = ["program"]

IDENTITY = {
    "reporter": PLANTED["name"],
    "reporter_phone": PLANTED["telephone"],
    "reporter_email": PLANTED["e-mail"],
    "reporter_address": PLANTED["address"],
    "reporter_relation": PLANTED["relation"],
}
#: The reporter's own machine, as a proxy that is not ours would tell of it.
FROM = {"X-Forwarded-For": PLANTED["client address"], "X-Real-IP": PLANTED["client address"]}
#: One account of every role, those of internal affairs and of CBP first.
ALL = list({account[3]: account[0] for account in reversed(ACCOUNTS)}.values())
#: Of an anonymous complaint, and where only the database is another one: pages are drawn alike.
SOME = ["intake.ia", "supervisor.ia", "specialist.ler", "auditor"]


def typed(mode, key, **more):
    """The page of intake as it is posted, once nothing on it identifies an anonymous reporter."""
    known = IDENTITY if mode is IdentityMode.CONFIDENTIAL else dict.fromkeys(IDENTITY, "")
    words = PLANTED["own words"] if known["reporter"] else "An officer took cash at dock 2."
    return complaints.typed(
        **{
            **known,
            "identity": mode.value,
            "narrative": words,
            "summary": "An officer took cash at dock 2.",
            "received_on": "01/05/2026",
            "received_at": "10:20 a.m.",
            "key": key,
            **more,
        }
    )


def attached(mode):
    """A file whose name tells of the reporter; of one in confidence its words do so too."""
    told = mode is IdentityMode.CONFIDENTIAL
    words = f"{planted.NAME}: {PLANTED['own words']}" if told else "Seen at dock 2."
    return [(io.BytesIO(words.encode()), PLANTED["file name"])]


def draft_and_discard(client, mode):
    """Saved while typing, saved by hand, resumed, discarded: with the name on it all the while."""
    page = typed(mode, "aa11", **IDENTITY)
    assert client.post("/intake/autosave", data=page, headers=FROM).status_code == 200
    client.post("/intake/look", data=page, headers=FROM)
    client.post("/intake/new", data={**page, "check": "1"}, headers=FROM)
    kept = client.post("/intake/new", data={**page, "attach": "1", "attached": attached(mode)})
    assert kept.status_code == 200
    saved = client.post("/intake/new", data={**page, "draft": "1"}, headers=FROM)
    assert saved.status_code == 302
    assert client.get(saved.location).status_code == 200
    assert client.post(f"{saved.location}/discard").status_code == 302
    # A draft that stays, and is only looked for later.
    assert client.post("/intake/autosave", data={**page, "key": "bb22"}).status_code == 200


def record(client, mode):
    """Record it: first with what must be refused, then as it may be."""
    page = typed(mode, "cc33", record="1")
    if mode is IdentityMode.ANONYMOUS:
        refused = client.post("/intake/new", data={**page, **IDENTITY}, headers=FROM)
        assert refused.status_code == 422
    bad = client.post("/intake/new", data={**page, "method": "PIGEON"}, headers=FROM)
    assert bad.status_code == 422
    done = client.post("/intake/new", data={**page, "attached": attached(mode)}, headers=FROM)
    assert done.status_code == 302, done.text
    again = client.post("/intake/new", data=page, headers=FROM)
    assert again.location == done.location, "the same page twice is one case"
    return done.location.rsplit("/", 1)[1]


def work(made):
    """What happens to a case: letters, reveal, texts that name the reporter and are refused."""
    desk, boss, number = made.desk, made.boss, made.number
    at = f"/cases/{number}"
    letters = f"{at}/acknowledgements"
    for n, form in enumerate(("SPOKEN", "LETTER", "EMAIL"), 1):
        data = {"record": "1", "form": form, "n": str(n), "added": "Thank you."}
        assert desk.post(f"{letters}/new/{made.reporter}", data=data).status_code == 200
    if made.mode is IdentityMode.CONFIDENTIAL:
        addressed = boss.post(f"{letters}/2", data={"reason_code": "CONTACT"})
        assert PLANTED["address"] in addressed.text
        revealed = boss.post(
            f"{at}/people/{made.reporter}/reveal",
            data={"reason_code": "SAFETY", "note": f"{planted.NAME} is in danger"},
        )
        assert PLANTED["own words"] in revealed.text
        refused = boss.post(f"{at}/log/new", data={"kind": "NOTE", "text": f"{planted.NAME} rang"})
        assert refused.status_code == 422
        refused = boss.post(f"{at}/edit", data={"title": f"Told by {planted.NAME}", "version": "1"})
        assert refused.status_code == 422
    boss.post(f"{at}/log/new", data={"kind": "NOTE", "text": "Footage was asked for."})
    boss.post(f"{at}/triage/begin")
    return at


def search_for_the_name(made):
    """Everywhere where words are typed to find something; what is typed may not stay in clear."""
    for client in (made.desk, made.boss):
        for path in ("/search", "/people", "/cases", "/log"):
            for name in ("q", "words"):
                for value in (planted.NAME, PLANTED["family name"]):
                    client.get(path, query_string={name: value})
        page = typed(made.mode, "dd44", find=planted.NAME, search="1")
        client.post("/intake/new", data=page)
        page = typed(made.mode, "dd44", find=PLANTED["family name"], search="1")
        client.post("/intake/new", data=page)


def seal_and_send(app, box):
    """The trail is sealed with its anchor, duplicates are compared, dates told, mail sent."""
    runner = app.test_cli_runner()
    for command in (
        ("audit", "seal", "--full"),
        ("audit", "verify"),
        ("intake", "candidates"),
        ("notices", "sweep"),
        ("notices", "digest"),
    ):
        result = runner.invoke(args=list(command))
        assert result.exit_code in {0, 2}, result.output
        yield from planted.found_in(result.output, f"flask {' '.join(command)}")
    for receiver, letter in box.letters:
        yield from planted.found_in(f"{receiver}\n{letter}", "an e-mail")


def pages(app, made, client, username):
    """Every page that an account may open, with this case in the address."""
    role = next(account[3] for account in ACCOUNTS if account[0] == username)
    for rule in page_rules(app):
        if not may_ever_open(app, role, rule):
            continue
        path = address_of(app, rule, {"": made.arguments})
        answer = client.get(path, buffered=True)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        yield from planted.in_answer(answer, f"{username} {path} {answer.status_code}")


def exports(made, username, client, caller):
    """Lists, reports, calendar, trail and interface, as they are taken along."""
    paths = ["/cases/export/csv", "/cases/export/xlsx", "/calendar.ics", "/audit/export"]
    paths += [
        f"/reports/{report.key}.{kind}" for report in registry.every() for kind in ("csv", "xlsx")
    ]
    for path in paths:
        answer = client.get(path, buffered=True)
        yield from planted.in_answer(answer, f"{username} {path}")
    api = ["/api/v1/openapi.json", "/api/v1/cases", f"/api/v1/cases/{made.number}"]
    api += [f"/api/v1/cases/{made.number}/{part}" for part in ("parties", "allegations", "clocks")]
    for path in api:
        yield from planted.in_answer(caller.get(path, buffered=True), f"API, {username} {path}")


def errors(made):
    """Pages of errors: a missing record, one that is shut, bad input."""
    for client in (made.desk, made.boss):
        for path in (f"/cases/{planted.NAME}", f"/cases/{made.number}/people/99", "/nowhere"):
            client.get(path)
        client.post(
            f"/cases/{made.number}/people/{made.reporter}/reveal", data={"reason_code": "X"}
        )


@pytest.fixture
def box(app):
    before = {name: app.config[name] for name in ("SMTP", "MAIL_FROM", "BASE_URL")}
    with smtp_server() as made:
        app.config.update(
            SMTP=made.url, MAIL_FROM="jicms@agency.example", BASE_URL="https://jicms.example"
        )
        yield made
    app.config.update(before)


@pytest.fixture
def worked(acting, sign_in, box, database_kind):
    """`worked(mode)`: the complaint of such a reporter, recorded and worked through."""

    def make(mode):
        everybody = mode is IdentityMode.CONFIDENTIAL and database_kind == "sqlite"
        desk, boss = sign_in("intake.ia"), sign_in("supervisor.ia")
        with acting() as session:
            for user in session.scalars(select(User)):
                user.email = f"{user.username}@agency.example"
            # A case like it, so that there are duplicates to compare.
            complaints.recorded(accounts.actor_of("intake.ia"), place="Port of Alder Bend")
        draft_and_discard(desk, mode)
        number = record(desk, mode)
        with acting() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            reporter = session.scalars(
                select(Party).where(Party.case_id == case.id, Party.role == PartyRole.COMPLAINANT)
            ).one()
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
            found = dict.fromkeys(ARGUMENTS, 1) | {"number": number, "reporter": reporter.n}
            found |= {"n": reporter.n, "letter": 1, "key": "cases-by-status", "kind": "csv"}
            made = SimpleNamespace(
                mode=mode,
                number=number,
                reporter=reporter.n,
                desk=desk,
                boss=boss,
                box=box,
                seen_by=ALL if everybody else SOME,
                arguments=found,
            )
        work(made)
        if mode is IdentityMode.CONFIDENTIAL:
            # Of an anonymous reporter nothing is kept that a search could be compared with.
            search_for_the_name(made)
        errors(made)
        return made

    return make


@pytest.fixture
def opened(sign_in, program):
    """`opened(username)`: an account's browser, and its program."""
    return lambda username: (sign_in(username), program(username))


def told(finds):
    return "\n".join(sorted({f"{find.label}: {find.where}: {find.excerpt!r}" for find in finds}))


def checkpoint(app):
    """Everything that is written stands in the files."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(FULL)")


@pytest.mark.parametrize("mode", [IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS])
def test_the_planted_identity_is_nowhere_in_clear(app, worked, opened, caplog, mode):
    caplog.set_level(logging.DEBUG)
    made = worked(mode)
    finds = list(seal_and_send(app, made.box))
    with app.app_context():
        finds += planted.in_database()
    assert not finds, told(finds)
    assert made.box.letters, "mail was sent"
    for username in made.seen_by:
        client, caller = opened(username)
        finds += pages(app, made, client, username)
        finds += exports(made, username, client, caller)
    finds += planted.found_in(caplog.text, "the logs")
    finds += [
        find
        for entry in caplog.records
        for find in planted.found_in(repr(vars(entry)), f"a record of {entry.name}")
    ]
    with app.app_context():
        finds += planted.in_database()
    checkpoint(app)
    data = app.config["DATA_DIR"]
    finds += planted.in_files(data.parent)
    assert not finds, told(finds)
