"""Every page of the product, opened by every account: valid, titled, protected, never a 500."""

from datetime import date

import html5lib
import pytest

from jicms.access import guard
from jicms.core import clock
from jicms.demo.accounts import ACCOUNTS
from jicms.go_live.models import GoLiveAnswer
from jicms.intake import service as intake
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from jicms.saved import service as saved
from tests.access.test_children import ARGUMENTS
from tests.factories import accounts, cases, received
from tests.factories.world import world

#: Pages that open only in a state that the world is not in; each has tests of its own.
ELSEWHERE = {
    "auth.sign_in": "sends those who are signed in to My work",
    "investigations.edit": "needs a report in draft: tests/investigations",
    "investigations.download": "needs an uploaded report: tests/investigations",
    "cases.decide_request": "needs a restricted case: tests/walls",
    "people.reveal_ssn": "needs the numbers to be collected: tests/people/test_ssn",
    "early_notice.index": "needs the feature to be live: tests/early_notice",
    "early_notice.show": "needs the feature to be live: tests/early_notice",
    "early_notice.review": "needs the feature to be live: tests/early_notice",
    **dict.fromkeys(
        ("routing.accept", "routing.give_back", "routing.recall"),
        "needs a case that was sent: tests/routing",
    ),
    "intake.complete": "needs a case that came back to the desk: tests/intake",
    "cases.bulk_act": "needs an act: tests/cases/test_bulk",
    "saved.show": "leads to its list: tests/saved",
    "imports.show": "needs a run: tests/imports",
    "imports.download": "needs a run: tests/imports",
    **dict.fromkeys(
        (
            "discipline.notice_letter",
            "discipline.decision_letter",
            "discipline.answer_file",
            "packages.report",
            "packages.report_file",
            "packages.exhibit",
            "packages.exhibit_file",
            "packages.document",
            "packages.notice_letter",
            "packages.answer_file",
        ),
        "needs letters or a filled package: tests/discipline",
    ),
}


#: Forms that are recorded once by a key of their own.
OWN_KEY = {"intake.new": "the key of the draft: tests/intake/test_twice"}


@pytest.fixture
def here(acting):
    """A case in the middle of everything, open to whoever works on cases."""
    with acting() as session:
        made = world(session, n=3)
        for username in ("specialist.ler", "official.cbp", "official2.cbp", "counsel.cbp"):
            cases.grant(session, made.case, user=username, kind="package")
        made.link = cases.link(session, made.case, cases.case(session))
        found = {name: get(made) for name, get in ARGUMENTS.items()}
        found |= {"key": "findings", "kind": "csv", "person_id": person_of(session)}
        twin, merged = person_of(session, "4410-2277"), person_of(session, "4410-2278")
        found |= {"other_id": twin, "merge_id": merge_of(session, found["person_id"], merged)}
        waiting = received.report(session)
        found |= {"report_id": waiting.id, "desk_file_n": received.file(session, waiting).n}
        answer = GoLiveAnswer(
            feature="early-notice",
            item="PRIVACY",
            reference="PIA 12",
            dated=date(2026, 10, 1),
            given_by_id=accounts.actor_of("admin").user_id,
            given_at=clock.now(),
        )
        session.add(answer)
        session.flush()
        live = {"feature": answer.feature, "item": answer.item, "answer_id": answer.id}
    with acting("supervisor.ia"):
        keeper = accounts.actor_of("supervisor.ia")
        kept = saved.save(actor=keeper, list_key="cases", name="Mine", query="status=OPEN").id
    with acting("intake.ia"):
        actor = accounts.actor_of("intake.ia")
        draft = intake.save_draft([("narrative", "Half")], actor=actor, key="k1").id
    lists = {"key": "allegation-category", "code": "IT-02"}
    codes = ("admin.code_list", "admin.add_code", "admin.edit_code", "admin.retire_code")
    drafts = {key: {"number": draft} for key in ("intake.resume", "intake.discard")}
    drafts["intake.desk_file"] = {"n": found.pop("desk_file_n")}
    drafts |= {f"saved.{name}": {"number": kept} for name in ("show", "edit", "remove")}
    drafts["saved.add"] = {"key": "cases"}
    rule = {"admin.revise_rule": {"code": "TRIAGE", "version": 1}}
    golive = dict.fromkeys(("go_live.show", "go_live.fill", "go_live.end"), live)
    routed = ("admin.revise_routing_rule", "admin.end_routing_rule")
    rule |= {key: {"code": "OWN_PEOPLE"} for key in routed}
    own = {"prosecution.download": {"m": 1}, **rule, **dict.fromkeys(codes, lists), **drafts}
    return {"": found, **own, **golive}


def merge_of(session, kept, merged):
    """A record that became a part of another."""
    session.get(Person, merged).merged_into_id = kept
    made = PersonMerge(kept_id=kept, merged_id=merged, reason="One man", undone_reason="")
    session.add(made)
    session.flush()
    return made.id


def person_of(session, number="4410-2276"):
    """Somebody of the agency's directory who is nobody's own record here."""
    person = Person(
        kind_code="EMPLOYEE",
        given_name="Garrick",
        family_name="Dunmoor",
        search_name="garrick dunmoor",
        employee_number=number,
        agency_id=accounts.person_of(session, "supervisor.ia").agency_id,
    )
    session.add(person)
    session.flush()
    return person.id


def address_of(app, rule, values):
    known = {**values[""], **values.get(rule.endpoint, {})}
    with app.test_request_context():
        known = {name: known.get(name, 1) for name in rule.arguments}
        return app.url_map.bind("localhost").build(rule.endpoint, known)


def page_rules(app):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.rule.startswith(("/assets/", "/api/"))
    ]


def text_of(node):
    return " ".join(" ".join(node.itertext()).split())


def check_page(answer, where):
    """The page is valid, titled and protected; returns its elements."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(answer.data)
    titles, headings = list(tree.iter("title")), list(tree.iter("h1"))
    assert len(titles) == 1, where
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    # A record's number stands before its title in the heading, after it in the tab.
    words = set(text_of(titles[0]).replace("|", " ").replace(":", " ").split())
    assert words & set(text_of(headings[0]).replace(":", " ").split()), where
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: {sorted(i for i in ids if ids.count(i) > 1)}"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert "no-store" in answer.headers["Cache-Control"], where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    return tree


def check_forms(app, tree, path):
    """Each form that records something has the key that lets it do so once."""
    for form in tree.iter("form"):
        if form.get("method") != "post":
            continue
        address = (form.get("action") or path).partition("?")[0]
        endpoint, _ = app.url_map.bind("localhost").match(address, "POST")
        if guard.access_of(app, endpoint).public is None and endpoint not in OWN_KEY:
            names = {node.get("name") for node in form.iter("input")}
            assert {"csrf_token", "page_key"} <= names, f"{path}: form to {endpoint}"


@pytest.mark.parametrize("username", [account[0] for account in ACCOUNTS])
def test_every_page_that_opens_is_valid(app, here, sign_in, username):
    client = sign_in(username)
    opened = 0
    for rule in page_rules(app):
        answer = client.get(address_of(app, rule, here), buffered=True)
        assert answer.status_code < 500, f"{rule.rule}: {answer.status_code}"
        if answer.status_code == 200 and answer.mimetype == "text/html":
            tree = check_page(answer, rule.rule)
            check_forms(app, tree, address_of(app, rule, here))
            opened += 1
    assert opened


def test_every_page_opens_for_somebody(app, here, sign_in):
    clients = [sign_in(account[0]) for account in ACCOUNTS]
    never = {
        rule.endpoint
        for rule in page_rules(app)
        if rule.endpoint not in ELSEWHERE
        and not any(
            client.get(address_of(app, rule, here), buffered=True).status_code == 200
            for client in clients
        )
    }
    assert not never, f"nobody could open {sorted(never)}"


def test_no_page_opens_for_a_stranger(app, here, client):
    for rule in page_rules(app):
        if guard.access_of(app, rule.endpoint).public is None:
            answer = client.get(address_of(app, rule, here))
            assert answer.status_code == 302, rule.rule
            assert answer.location.startswith("/sign-in"), rule.rule


def test_a_huge_or_malformed_address_is_never_a_fault(app, here, sign_in):
    client = sign_in("supervisor.ia")
    for rule in page_rules(app):
        for bad in ("9" * 30, "-1", "%00", "'; DROP TABLE x", "é" * 300):
            if not rule.arguments:
                continue
            path = rule.rule
            for name in rule.arguments:
                converter = rule._converters[name]
                prefix = type(converter).__name__.replace("Converter", "").lower()
                path = path.replace(f"<{prefix}:{name}>", bad).replace(f"<{name}>", bad)
                path = path.replace(f"<int:{name}>", bad)
            answer = client.get(path)
            assert answer.status_code < 500, f"{path}: {answer.status_code}"


def test_junk_in_the_query_string_is_never_a_fault(app, here, sign_in):
    client = sign_in("supervisor.ia")
    junk = "?after=x&before=%00&sort=zz&status=zz&from=13/45/2026&page=-1&q=%25%27%22%3C&office=9e9"
    for rule in page_rules(app):
        answer = client.get(address_of(app, rule, here) + junk)
        assert answer.status_code < 500, f"{rule.rule}: {answer.status_code}"
