"""Saved searches: who sees, runs, shares and changes them, and what the database holds of them."""

import json
import re
import threading
from html import unescape

import pytest
from sqlalchemy import func, select, text

from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.core.errors import Denied, RuleBroken
from jicms.saved import service
from jicms.saved.models import SavedSearch
from tests.factories import accounts, cases

SUPERVISOR, INVESTIGATOR, LR = "supervisor.ia", "investigator.ia", "specialist.ler"


def keep(acting, username=SUPERVISOR, *, name="Open ones", shared=False, **more):
    with acting(username):
        row = service.save(
            actor=accounts.actor_of(username),
            list_key=more.get("key", "cases"),
            name=name,
            query=more.get("query", "status=OPEN"),
            is_shared=shared,
        )
        return row.id


def strip(page):
    found = re.search(r'<nav class="saved".*?</nav>', page, re.DOTALL)
    return unescape(re.sub("<[^>]*>", "", found[0])) if found else ""


def test_a_filtered_list_is_saved_listed_opened_renamed_and_removed(acting, sign_in):
    with acting() as session:
        cases.case(session, status="OPEN")
    client = sign_in(INVESTIGATOR)
    assert strip(client.get("/cases").text) == ""
    page = client.get("/cases?status=OPEN&lead=none&sort=clock").text
    link = unescape(re.search(r'href="(/saved/new/cases[^"]*)"', page)[1])
    form = client.get(link).text
    assert "Status: Open; Lead: Unassigned; Sorted by next clock" in form
    assert "Share with my office" not in form
    empty = client.post(link, data={"name": ""})
    assert empty.status_code == 422
    answer = client.post(link, data={"name": "Nobody leads"})
    assert answer.status_code == 302
    assert answer.location == "/cases?status=OPEN&lead=none&sort=clock"
    again = client.post(link, data={"name": "nobody LEADS"})
    assert again.status_code == 422
    assert "in use on this list" in again.text
    assert "Nobody leads" in strip(client.get("/cases").text)
    assert "Nobody leads" in client.get("/").text
    with acting() as session:
        number = session.scalar(select(SavedSearch.id))
    opened = client.get(f"/saved/{number}")
    assert opened.location == "/cases?status=OPEN&lead=none&sort=clock"
    edit = client.get(f"/saved/{number}/edit").text
    version = re.search(r'name="version" value="(\d+)"', edit)[1]
    changed = client.post(f"/saved/{number}/edit", data={"name": "No lead", "version": version})
    assert changed.status_code == 302
    stale = client.post(f"/saved/{number}/edit", data={"name": "Other", "version": version})
    assert stale.status_code == 422
    assert "Somebody else changed" in stale.text
    assert "No lead" in strip(client.get("/cases").text)
    assert "removed" in client.get(f"/saved/{number}/remove").text
    assert client.post(f"/saved/{number}/remove").status_code == 302
    assert strip(client.get("/cases").text) == ""
    assert client.get(f"/saved/{number}").status_code == 404


@pytest.mark.parametrize(
    ("username", "key", "query"),
    [
        ("intake.ia", "triage", "status=TRIAGE&sort=received"),
        (SUPERVISOR, "people", "q=dunmoor&sort=number"),
        (LR, "discipline", "specialist=none&sort=action"),
    ],
)
def test_every_list_keeps_searches(acting, sign_in, username, key, query):
    client = sign_in(username)
    address = {"triage": "/intake/triage", "people": "/people", "discipline": "/discipline"}[key]
    page = client.get(f"{address}?{query}").text
    link = unescape(re.search(rf'href="(/saved/new/{key}[^"]*)"', page)[1])
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"name": "Mine"})
    assert sorted(answer.location.partition("?")[2].split("&")) == sorted(query.split("&"))
    assert "Mine" in strip(client.get(address).text)
    assert client.get("/saved").status_code == 200


def test_one_sees_ones_own_and_what_ones_office_shares(acting, sign_in):
    own, shared = keep(acting, name="My own"), keep(acting, name="Of us all", shared=True)
    other, colleague = sign_in("supervisor.opr"), sign_in(INVESTIGATOR)
    assert "Of us all" in strip(colleague.get("/cases").text)
    assert "My own" not in colleague.get("/saved").text
    assert colleague.get(f"/saved/{shared}").status_code == 302
    assert colleague.get(f"/saved/{own}").status_code == 404
    for path in ("", "/edit", "/remove"):
        for number in (own, shared, 999_999):
            assert other.get(f"/saved/{number}{path}").status_code == 404
            assert other.post(f"/saved/{number}{path}").status_code in {404, 405}
    assert "Of us all" not in other.get("/saved").text


def test_only_a_supervisor_shares_and_changes_what_is_shared(acting, sign_in):
    shared = keep(acting, name="Of us all", shared=True)
    colleague = sign_in(INVESTIGATOR)
    assert "Remove" not in colleague.get("/saved").text
    for path in ("edit", "remove"):
        assert colleague.get(f"/saved/{shared}/{path}").status_code == 403
        assert colleague.post(f"/saved/{shared}/{path}", data={"name": "x"}).status_code == 403
    own = keep(acting, INVESTIGATOR, name="His")
    sent = {"name": "His", "is_shared": "1", "version": "1"}
    assert colleague.post(f"/saved/{own}/edit", data=sent).status_code == 302
    with acting() as session:
        assert session.get(SavedSearch, own).is_shared is False
        with pytest.raises(Denied):
            service.change(
                session.get(SavedSearch, own),
                actor=accounts.actor_of(INVESTIGATOR),
                name="His",
                is_shared=True,
            )
    with acting("head.ia") as session:
        row = session.get(SavedSearch, shared)
        service.change(row, actor=accounts.actor_of("head.ia"), name="Ours", is_shared=True)
        assert row.owner_id == accounts.actor_of(SUPERVISOR).user_id
    assert "Ours" in strip(colleague.get("/cases").text)


def test_roles_without_lists_keep_no_searches(sign_in):
    for username in ("auditor", "admin", "official.cbp", "records"):
        client = sign_in(username)
        assert client.get("/saved").status_code == 403
        assert client.get("/saved/new/cases?status=OPEN").status_code in {403, 404}
        assert "Saved searches" not in client.get("/").text
    assert sign_in("supervisor.ia").get("/saved/new/nothing").status_code == 404
    assert sign_in("supervisor.ia").get("/saved/new/discipline").status_code == 404


def test_what_no_longer_fits_is_named_and_left_out(acting, sign_in):
    with acting() as session:
        gone = session.scalar(select(User.id).where(User.username == "investigator.opr"))
    query = f"status=OPEN&class=CBP-99&lead={gone}&sort=nothing"
    number = keep(acting, name="Old one", query=query)
    client = sign_in(SUPERVISOR)
    page = client.get("/saved").text
    assert "No longer fits: Class, Lead, Sort" in page, strip(page) + page[page.index("<main") :]
    answer = client.get(f"/saved/{number}", follow_redirects=True)
    assert answer.request.query_string == b"status=OPEN"
    assert "Class, Lead, Sort no longer fits and was left out" in answer.text


def test_a_list_that_is_not_open_in_this_role_is_not_opened(acting, sign_in):
    number = keep(acting, INVESTIGATOR, name="Queue", query="status=TRIAGE", key="triage")
    client = sign_in(INVESTIGATOR)
    answer = client.get(f"/saved/{number}", follow_redirects=True)
    assert "not open to you in this role" in answer.text
    assert "Queue" not in client.get("/").text


@pytest.mark.parametrize("name", ["123-45-6789", "x" * 81, "a\x00b"])
def test_a_name_that_cannot_be_is_refused_at_the_field(sign_in, name):
    answer = sign_in(SUPERVISOR).post("/saved/new/cases?status=OPEN", data={"name": name})
    assert answer.status_code == 422
    assert "usa-error-message" in answer.text


def test_filters_that_are_too_long_or_nonsense_are_no_fault(sign_in):
    client = sign_in(SUPERVISOR)
    assert client.get(f"/saved/new/cases?words={'x' * 3000}").status_code == 422
    assert client.get("/saved/new/cases?words=%00&status=%FF&=&&").status_code == 200


def test_there_is_an_end_to_them(acting):
    with acting(SUPERVISOR):
        for n in range(service.AT_MOST):
            service.save(
                actor=accounts.actor_of(SUPERVISOR), list_key="cases", name=f"n{n}", query=""
            )
        with pytest.raises(RuleBroken, match="Remove one first"):
            service.save(
                actor=accounts.actor_of(SUPERVISOR), list_key="cases", name="more", query=""
            )


def test_what_was_typed_stands_nowhere_in_the_clear(acting, sign_in):
    client = sign_in(SUPERVISOR)
    client.post("/saved/new/people?q=Quillfeather", data={"name": "About Quillfeather"})
    assert "About Quillfeather" in strip(client.get("/people").text)
    with acting() as session:
        rows = session.execute(text("SELECT * FROM saved_search")).all()
        assert len(rows) == 1
        assert "Quillfeather" not in str(rows)
        trail = session.scalars(select(AuditEvent).where(AuditEvent.entity == "saved_search")).all()
        assert {row.event for row in trail} >= {"SEARCH_SAVED", "ROW_CREATED"}
        assert all("Quillfeather" not in row.detail for row in trail)


def test_sharing_and_removing_stand_in_the_trail(acting):
    number = keep(acting, shared=True)
    with acting(SUPERVISOR) as session:
        row = session.get(SavedSearch, number)
        service.change(row, actor=accounts.actor_of(SUPERVISOR), name="x", is_shared=False)
    with acting(SUPERVISOR) as session:
        service.remove(session.get(SavedSearch, number), actor=accounts.actor_of(SUPERVISOR))
    with acting() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.event.like("SEARCH_%")).order_by(AuditEvent.id)
        )
        found = [(row.event, json.loads(row.detail)["shared"]) for row in rows]
        assert found == [
            ("SEARCH_SAVED", True),
            ("SEARCH_CHANGED", False),
            ("SEARCH_REMOVED", False),
        ]
        assert session.scalar(select(func.count(SavedSearch.id))) == 0


def test_one_opens_a_shared_search_under_ones_own_sight(acting, sign_in):
    with acting() as session:
        hidden = cases.case(session, status="OPEN", title="Not assigned to him").number
    shared = keep(acting, shared=True)
    answer = sign_in(INVESTIGATOR).get(f"/saved/{shared}", follow_redirects=True)
    assert answer.status_code == 200
    assert hidden not in answer.text
    assert hidden in sign_in(SUPERVISOR).get(f"/saved/{shared}", follow_redirects=True).text


def test_lists_ask_nothing_more_for_them(acting, sign_in, statements):
    client = sign_in(SUPERVISOR)
    paths = ("/cases?status=OPEN", "/", "/intake/triage", "/people")
    counts = []
    for _ in range(2):
        counts.append([statements(lambda path=path: client.get(path)) for path in paths])
        keep(acting, name=f"Search {len(counts)}", shared=True)
    assert counts[0] == counts[1]


def test_the_page_of_searches_does_not_grow_with_them(acting, sign_in, statements):
    client = sign_in(LR)
    numbers = []
    for more in (1, 8):
        for n in range(more):
            keep(acting, LR, name=f"n{more}.{n}", query="specialist=none", key="discipline")
        numbers.append(statements(lambda: client.get("/saved")))
    assert numbers[0] == numbers[1]


def test_a_change_elsewhere_shows_at_once(acting, sign_in, app):
    first, second = sign_in(SUPERVISOR), sign_in(SUPERVISOR)
    number = keep(acting, name="Before")
    assert "Before" in strip(first.get("/cases").text)
    with acting(SUPERVISOR) as session:
        service.change(
            session.get(SavedSearch, number),
            actor=accounts.actor_of(SUPERVISOR),
            name="After",
            is_shared=False,
        )
    assert "After" in strip(second.get("/cases").text)
    assert "Before" not in strip(first.get("/cases").text)
    with acting(SUPERVISOR) as session:
        service.remove(session.get(SavedSearch, number), actor=accounts.actor_of(SUPERVISOR))
        service.save(actor=accounts.actor_of(SUPERVISOR), list_key="cases", name="New", query="")
    assert "New" in strip(first.get("/cases").text)


def test_one_shared_and_another_taken_back_shows_at_once(acting, sign_in):
    """How many the reader sees, their versions' sum and the latest moment are as before."""
    one, two = (keep(acting, name=name) for name in ("One", "Two"))
    keep(acting, name="Latest", shared=True)

    def share(number, name, is_shared):
        with acting(SUPERVISOR) as session:
            row = session.get(SavedSearch, number)
            actor = session.info["actor"]
            service.change(row, actor=actor, name=name, is_shared=is_shared)

    share(two, "Two", True)
    reader = sign_in(INVESTIGATOR)
    before = strip(reader.get("/cases").text)
    assert ("One" in before, "Two" in before) == (False, True)
    share(two, "Two", False)
    share(one, "One", True)
    after = strip(reader.get("/cases").text)
    assert ("One" in after, "Two" in after) == (True, False)


def test_two_at_once_keep_one_search_of_a_name(acting, app):
    together, said = threading.Barrier(2), []

    def press():
        with app.app_context():
            together.wait()
            try:
                keep(acting, INVESTIGATOR, name="Twice")
                said.append("kept")
            except RuleBroken as refused:
                said.append(refused.sentences[0])

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("kept") == 1, said
    assert sum("in use on this list" in sentence for sentence in said) == 1
    with acting() as session:
        assert session.scalar(select(func.count(SavedSearch.id))) == 1
