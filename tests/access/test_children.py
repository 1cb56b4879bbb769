"""A child is found within its own case only, on every route that takes one."""

from types import SimpleNamespace

import pytest

from tests.factories import cases
from tests.factories.world import world

HERE, THERE = 3, 77

#: What each URL argument is in a world; a route with another one has to be added here.
ARGUMENTS = {
    "number": lambda w: w.case.number,
    "n": lambda w: w.allegation.n,
    "m": lambda w: w.allegation_subject.m,
    "exhibit": lambda w: w.exhibit.n,
    "report": lambda w: w.report.n,
    "investigation": lambda w: w.investigation.n,
    "statement": lambda w: w.statement.n,
    "item": lambda w: w.item.n,
    "link_id": lambda w: w.link.id,
    "document": lambda w: w.document.n,
    "party": lambda w: w.subject.n,
    "referral": lambda w: w.referral.id,
    "grant": lambda w: w.grant.id,
    "recusal": lambda w: w.recusal.id,
    "glass": lambda w: w.glass.id,
    "grant_id": lambda w: w.grant.id,
    "referral_id": lambda w: w.referral.id,
    "answer": lambda w: w.action.n,
    "letter_served": lambda _w: "notice",
    "event_id": lambda w: w.prosecution.id,
    "reporter": lambda w: w.reporter.n,
    "letter": lambda w: w.letter.n,
    "lr_letter": lambda w: w.lr_letter.n,
    "letter_version": lambda w: w.lr_letter.n,
    "letter_kind": lambda _w: "NOTICE_D",
    "information": lambda w: w.information.n,
    "asked": lambda w: w.asked_item.n,
    "counsel": lambda w: w.counsel.n,
    "discovery": lambda w: w.discovery.n,
    "asked_item": lambda w: w.asked_discovery.n,
    "production": lambda w: w.production.n,
    "entry": lambda w: w.paper.n,
    "volume": lambda w: w.volume.n,
    "clock_id": lambda w: w.clock.id,
    "vault_file": lambda w: w.vault_file.n,
    "task_id": lambda w: w.task.id,
    "message": lambda w: w.message.id,
    "received_file": lambda w: w.received_file.id,
    "outside": lambda w: w.outside.n,
    **{
        name: lambda w, name=name: getattr(w, name).n
        for name in (
            "element",
            "step",
            "activity",
            "records_request",
            "lead",
            "handover",
            "weighed",
            "statement_draft",
            "printed",
            "appeal",
            "appeal_event",
            "appeal_date",
            "appeal_hearing",
            "appeal_witness",
            "appeal_stay",
        )
    },
    "proof": lambda w: w.proof.id,
    "sent_lead": lambda w: w.sent_lead.id,
    "section": lambda _w: "predication",
    "interview": lambda w: w.interview.n,
    "given": lambda w: w.warning.n,
    "witness": lambda w: w.witness_request.id,
    "ask": lambda w: w.custodian_ask.id,
    "flag": lambda w: w.giglio_flag.id,
    "outcome": lambda w: w.outcome.n,
    "act": lambda _w: "counsel",
    "charge": lambda w: w.charge.n,
    "specification": lambda w: w.specification.n,
    "agreement": lambda w: w.agreement.n,
    "breach": lambda w: w.breach.n,
    "leave_n": lambda w: w.leave_period.n,
    "prosecutor": lambda w: w.prosecutor.n,
    "count": lambda w: w.court_count.n,
    "override": lambda w: w.override.n,
    "use": lambda w: w.use.id,
    "event": lambda w: w.receipt,
    "media": lambda w: w.media.n,
    "export": lambda w: w.export.n,
    "new": lambda w: w.new.n,
    "kept": lambda w: w.kept.n,
    "part": lambda _w: "proposing",
    "kind": lambda _w: "csv",
    "step_kind": lambda _w: "analysis",
    "place": lambda w: w.analysis.n,
}
ACCOUNTS = ("supervisor.ia", "investigator.ia", "specialist.ler", "supervisor.ler", "official.cbp")


@pytest.fixture
def worlds(acting):
    """Two cases that every account reaches, whose children share no number."""
    with acting() as session:
        made = []
        for n in (HERE, THERE):
            found = world(session, n=n)
            cases.grant(session, found.case, user="specialist.ler", kind="assignment")
            cases.grant(session, found.case, user="official.cbp", kind="package")
            found.link = cases.link(session, found.case, cases.case(session))
            made.append(found)
        return [
            SimpleNamespace(**{name: get(found) for name, get in ARGUMENTS.items()})
            for found in made
        ]


def child_routes(app):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "number" in rule.arguments and len(rule.arguments) > 1
    ]


def test_every_argument_of_a_child_route_is_known(app):
    unknown = {
        (rule.rule, name)
        for rule in child_routes(app)
        for name in rule.arguments
        if name not in ARGUMENTS
    }
    assert not unknown


def test_no_route_finds_a_child_of_another_case(app, worlds, sign_in):
    here, there = worlds
    clients = [sign_in(name) for name in ACCOUNTS]
    checked = 0
    for rule in child_routes(app):
        crossed = {name: getattr(there, name) for name in rule.arguments}
        crossed["number"] = here.number
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, crossed)
        for client in clients:
            for method in rule.methods & {"GET", "POST"}:
                answer = client.open(path, method=method)
                assert answer.status_code == 404, f"{method} {rule.rule}: {answer.status_code}"
                checked += 1
    assert checked or not child_routes(app)
