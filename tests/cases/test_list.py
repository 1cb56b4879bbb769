"""The list of cases: filters, sorts, paging, export."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from jicms.access.actor import set_actor
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases import filters as listing_filters
from jicms.cases import listing
from jicms.cases.models import Case
from jicms.core import clock
from jicms.deadlines.models import CaseClock
from jicms.web.paging import Key, keyset
from tests.factories import accounts, cases

SUPERVISOR, INVESTIGATOR = "supervisor.ia", "investigator.ia"


def rows_of(page):
    return page.count('data-label="Case"')


@pytest.fixture
def many(acting):
    """Cases that differ in everything the list filters by."""
    with acting() as session:
        lead = session.scalar(select(User.id).where(User.username == INVESTIGATOR))
        today = clock.today("America/New_York")
        for n in range(6):
            received = clock.now() - timedelta(days=40 * n)
            made = cases.case(
                session,
                title=f"Matter {n} with 100% of_it",
                status="OPEN" if n % 2 else "TRIAGE",
                class_code="CBP-1" if n < 2 else "CBP-3",
                case_type_code="CRIMINAL_INVESTIGATION" if n == 0 else "ADMIN_INVESTIGATION",
                lead_user_id=lead if n == 1 else None,
                received_at=received,
                received_on=clock.local_date(received, "America/New_York"),
            )
            if n < 3:
                session.add(clock_of(made, today + timedelta(days=5 * n - 1)))


@pytest.fixture
def granted(acting, many):
    """Each investigator was granted some of them; gives how many there are."""
    with acting() as session:
        found = session.scalars(select(Case).where(Case.class_code == "CBP-3")).all()
        for n, made in enumerate(found):
            cases.grant(session, made, user=(INVESTIGATOR, "investigator2.ia")[n % 2])
    return len(found)


def clock_of(case, due):
    return CaseClock(
        case_id=case.id,
        side="investigation",
        rule_code="TRIAGE",
        rule_version=1,
        label="Test clock",
        kind="deadline",
        zone="America/New_York",
        starts={},
        start_on=date(2026, 1, 1),
        due_on=due,
        steps=[],
        is_next=True,
    )


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 6),
        ("status=OPEN", 3),
        ("status=OPEN&status=TRIAGE", 6),
        ("class=CBP-1", 2),
        ("type=CRIMINAL_INVESTIGATION", 1),
        ("lead=none", 5),
        ("words=matter+3", 1),
        ("words=100%25", 6),
        ("words=of_it", 6),
        ("words=%25", 6),
        ("words=2027", 6),
        ("words=zzz", 0),
        ("age=90", 3),
        ("due=over", 1),
        ("due=7", 1),
        ("due=14", 2),
        ("state=open", 6),
        ("state=ended", 0),
        ("status=NONSENSE", 6),
        ("office=999999", 6),
        ("from=01/01/2099", 0),
        ("to=nonsense", 6),
    ],
)
def test_the_list_is_filtered_by_its_address(many, sign_in, query, number):
    page = sign_in(SUPERVISOR).get(f"/cases?{query}")
    assert page.status_code == 200
    assert rows_of(page.text) == number
    if number == 0:
        assert "No cases found" in page.text


def test_the_list_says_what_was_searched_and_offers_to_clear_it(many, sign_in):
    page = sign_in(SUPERVISOR).get("/cases?words=zzz&status=OPEN").text
    assert "Searched the cases that you may see for Title or number: zzz, Status: Open" in page
    assert 'href="/cases">Clear the filters' in page


@pytest.mark.parametrize("office", ["IA", "OPR"])
@pytest.mark.parametrize(("zone", "hour"), [("Pacific/Kiritimati", 0), ("Etc/GMT+12", 23)])
def test_a_day_of_receipt_is_found_whatever_the_zone(acting, sign_in, office, zone, hour):
    day = date(2026, 3, 8)
    received = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZoneInfo(zone))
    with acting() as session:
        cases.case(session, office=office, received_at=received, received_on=day)
    page = sign_in(f"supervisor.{office.lower()}").get("/cases?from=03/08/2026&to=03/08/2026").text
    assert rows_of(page) == 1


@pytest.mark.parametrize("sort", ["received", "received-", "number", "number-", "clock", "clock-"])
def test_every_sort_pages_through_all_rows_once(acting, sign_in, sort):
    with acting() as session:
        for n in range(30):
            made = cases.case(session)
            if n % 3 == 0:
                session.add(clock_of(made, date(2026, 12, 1) + timedelta(n // 6)))
    client, url, seen = sign_in(SUPERVISOR), f"/cases?sort={sort}", []
    for _ in range(3):
        page = client.get(url).text
        seen += [part.split("?")[0] for part in page.split('class="key" href="/cases/')[1:]]
        following = [p for p in page.split('href="') if p.split('"')[0].count("after=")]
        links = [p.split('"')[0] for p in following if "Next" in p.split("</a>")[0]]
        if not links:
            break
        url = links[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 30


def test_cases_without_a_clock_come_last_either_way(many, sign_in):
    for sort in ("clock", "clock-"):
        page = sign_in(SUPERVISOR).get(f"/cases?sort={sort}").text
        marks = [
            "None" in row.split('data-label="Next clock"')[1] for row in page.split("<tr>")[2:]
        ]
        assert marks == sorted(marks), sort


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_the_filtered_rows_and_the_trail_both_ends(many, reading, sign_in, kind):
    answer = sign_in(SUPERVISOR).get(f"/cases/export/{kind}?class=CBP-1")
    assert answer.status_code == 200
    data = answer.get_data()
    if kind == "csv":
        assert data.decode("utf-8-sig").count("\r\n") == 3
    with reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event.like("EXPORT%")).order_by(AuditEvent.id)
        ).all()
        assert [event.event for event in events] == ["EXPORT_STARTED", "EXPORT_DONE"]
        assert "CBP-1" in events[0].detail
        assert '"rows":2' in events[1].detail
        assert {event.username for event in events} == {SUPERVISOR}


def test_an_export_cell_can_not_run(acting, sign_in):
    with acting() as session:
        cases.case(session, title="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in sign_in(SUPERVISOR).get("/cases/export/csv").text


@pytest.mark.parametrize("username", [INVESTIGATOR, SUPERVISOR, "auditor"])
@pytest.mark.parametrize(
    "asked",
    {
        "words": ["matter 1", "100% of_it", "o%it", "IA-", "nothing like it"],
        "state": ["open", "ended"],
        "status": [["OPEN"], ["TRIAGE", "OPEN"], ["CLOSED"]],
        "class": [["CBP-1"], ["CBP-3", "CBP-1"]],
        "type": [["CRIMINAL_INVESTIGATION"], ["ADMIN_INVESTIGATION"]],
        "office": [[1], [2], [1, 2]],
        "lead": [listing_filters.NO_LEAD, 1, 2],
        "age": ["30", "90", "180"],
        "from": [date(2020, 1, 1), date(2100, 1, 1)],
        "to": [date(2020, 1, 1), date(2100, 1, 1)],
        "due": ["over", "7", "30"],
    }.items(),
    ids=lambda asked: asked[0],
)
def test_a_kept_list_gives_each_viewer_and_value_its_own_rows(
    app, granted, reading, username, asked
):
    """What is built once holds no value and no viewer of an earlier request."""
    assert granted
    key, values = asked
    for viewer in ("investigator2.ia", username, "investigator2.ia"):
        for chosen in ({}, *({key: value} for value in values)):
            with reading(viewer) as session, app.test_request_context():
                actor = accounts.actor_of(viewer)
                set_actor(actor)
                state = SimpleNamespace(
                    values=chosen, order="by id", keys=[Key(Case.id)], url=lambda **by: by
                )
                anew = [row.id for row in session.execute(listing.whole(state, actor))]
                page = keyset(listing.rows(chosen, actor), state)
                assert [row.id for row in page.items] == anew, (viewer, chosen)
                assert listing.total(chosen, actor) == len(anew)


def test_words_are_counted_among_the_newest_cases_only(acting, reading, monkeypatch):
    with acting() as session:
        for n in range(5):
            moment = cases.RECEIVED - timedelta(days=n)
            cases.case(session, title=("Radio", "Locker")[n % 2] + f" {n}", received_at=moment)
        cases.case(session, office="OPR", title="Radio of the other agency")
    with reading("supervisor.ia"):
        actor = accounts.actor_of("supervisor.ia")
        assert str(listing.total({"words": "radio"}, actor)) == "3"
        monkeypatch.setattr(listing, "LOOKED_AT", 3)
        assert str(listing.total({"words": "radio"}, actor)) == "2+"
        assert str(listing.total({"words": "radio"}, actor, shown=3)) == "3+"
