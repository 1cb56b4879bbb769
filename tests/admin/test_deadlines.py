"""Deadline rules by the administrator: new versions for all, an agency or a type; closings."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency
from jicms.deadlines import service
from jicms.deadlines.models import ClockSide, DeadlineRule, Holiday, HolidayKind
from tests.factories import cases

REVISE = "/admin/deadline-rules/TRIAGE/1/revise"


def typed(**changed):
    return {
        "label": "Triage decision",
        "terms": "receipt + 3 workdays",
        "combine": "single",
        "first_day": "next",
        "roll": "forward",
        "agency": "",
        "case_type": "",
        "valid_from": "01/01/2026",
        "citation": "Office order 12",
        "source": "IA",
        **changed,
    }


@pytest.fixture
def ice(reading):
    with reading() as session:
        return session.scalar(select(Agency.id).where(Agency.code == "ICE"))


def versions(reading, code="TRIAGE"):
    with reading() as session:
        rows = select(DeadlineRule.version, DeadlineRule.agency_id, DeadlineRule.valid_to)
        of_code = rows.where(DeadlineRule.code == code).order_by(DeadlineRule.version)
        return list(session.execute(of_code))


def due_of(acting, office, **columns):
    with acting() as session:
        case = cases.case(session, office=office, **columns)
        clock = service.start_clock(
            case,
            code="TRIAGE",
            starts={"receipt": date(2026, 11, 2)},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
        return clock.due_on


def test_an_agency_may_have_a_target_of_its_own(sign_in, acting, ice):
    before = due_of(acting, "IA"), due_of(acting, "OPR")
    answer = sign_in("admin").post(REVISE, data=typed(agency=str(ice)))
    assert answer.status_code == 302
    assert answer.location.endswith("#TRIAGE-2")
    assert before == (date(2026, 11, 4), date(2026, 11, 4))
    assert (due_of(acting, "IA"), due_of(acting, "OPR")) == (date(2026, 11, 4), date(2026, 11, 5))


def test_the_rule_for_a_type_goes_before_the_one_for_an_agency(sign_in, acting, ice):
    visitor = sign_in("admin")
    visitor.post(REVISE, data=typed(agency=str(ice)))
    own = typed(case_type="CRIMINAL_INVESTIGATION", terms="receipt + 5 workdays")
    assert visitor.post(REVISE, data=own).status_code == 302
    found = [
        due_of(acting, office, case_type_code=kind).day
        for office in ("IA", "OPR")
        for kind in ("CRIMINAL_INVESTIGATION", "ADMIN_INVESTIGATION")
    ]
    assert found == [9, 4, 9, 5]


def test_a_version_for_all_ends_the_one_before_it_and_no_other(sign_in, reading, ice):
    visitor = sign_in("admin")
    visitor.post(REVISE, data=typed(agency=str(ice)))
    visitor.post(REVISE, data=typed(valid_from="07/01/2026"))
    visitor.post(REVISE, data=typed(agency=str(ice), valid_from="08/01/2026"))
    ends = [(row.version, row.agency_id is None, row.valid_to) for row in versions(reading)]
    assert ends == [
        (1, True, date(2026, 6, 30)),
        (2, False, date(2026, 7, 31)),
        (3, True, None),
        (4, False, None),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"terms": "receipt plus two days"}, "is not a term such as"),
        ({"terms": "hearing + 2 workdays"}, "TRIAGE counts from receipt"),
        ({"terms": "receipt + 2 workdays | receipt + 3 workdays"}, "one term stands alone"),
        ({"terms": "receipt + 9999999999 workdays"}, "is not a term such as"),
        ({"terms": "receipt + 2 hours"}, "hours are elapsed time"),
        ({"terms": ""}, "Counts"),
        ({"roll": "sideways"}, "On a day without work"),
        ({"agency": "999"}, "Agency"),
        ({"case_type": "NO_SUCH"}, "Type of case"),
        ({"valid_from": "soon"}, "Write the date as"),
        ({"citation": ""}, "Citation"),
    ],
)
def test_a_version_that_does_not_fit_is_refused_by_the_field(sign_in, reading, changed, sentence):
    answer = sign_in("admin").post(REVISE, data=typed(**changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Office order 12" in answer.text or "citation" in changed
    assert len(versions(reading)) == 1


def test_a_version_starts_after_the_one_before_it(sign_in, reading):
    visitor = sign_in("admin")
    visitor.post(REVISE, data=typed())
    answer = visitor.post(REVISE, data=typed(valid_from="12/31/2025"))
    assert answer.status_code == 422
    assert "a new version must start later" in answer.text
    assert len(versions(reading)) == 2


def test_the_trail_holds_what_was_changed(sign_in, reading):
    sign_in("admin").post(REVISE, data=typed())
    with reading() as session:
        rows = select(AuditEvent).where(
            AuditEvent.entity == "deadline_rule", AuditEvent.username == "admin"
        )
        told = [row.detail for row in session.scalars(rows)]
    assert len(told) == 2
    assert any("Office order 12" in detail for detail in told)
    assert any("valid_to" in detail for detail in told)


@pytest.mark.parametrize("username", ["security", "supervisor.ia", "auditor"])
def test_only_the_administrator_revises(sign_in, reading, username):
    visitor = sign_in(username)
    assert visitor.get(REVISE).status_code == 403
    assert visitor.post(REVISE, data=typed()).status_code == 403
    assert visitor.post("/admin/holidays/new", data={}).status_code == 403
    assert len(versions(reading)) == 1


def test_a_rule_that_is_not_there_is_not_revised(sign_in):
    visitor = sign_in("admin")
    for address in ("NO_SUCH/1", "TRIAGE/9"):
        assert visitor.get(f"/admin/deadline-rules/{address}/revise").status_code == 404


def test_the_calculator_asks_whose_rule_where_there_are_several(sign_in, ice):
    visitor = sign_in("admin")
    query = "/deadlines?rule=TRIAGE&receipt=11/02/2026"
    assert 'name="agency"' not in visitor.get(query).text
    visitor.post(REVISE, data=typed(agency=str(ice)))
    page = visitor.get(query).text
    assert 'name="agency"' in page
    assert "Nov\u00a04" in page
    assert "Nov\u00a05" in visitor.get(f"{query}&agency={ice}").text
    assert "Nov\u00a04" in visitor.get(f"{query}&agency=999").text


def test_the_command_computes_for_an_agency(app, sign_in, ice):
    sign_in("admin").post(REVISE, data=typed(agency=str(ice)))
    run = app.test_cli_runner().invoke
    for more, due in (((), "2026-11-04"), (("--agency", "ICE"), "2026-11-05")):
        told = run(args=["deadlines", "compute", "TRIAGE", "2026-11-02", "--json", *more])
        assert f'"due": "{due}"' in told.output, told.output
    refused = run(args=["deadlines", "compute", "TRIAGE", "2026-11-02", "--agency", "XYZ"])
    assert "There is no agency XYZ." in refused.output
    assert "for agency" in run(args=["deadlines", "rules"]).output


def test_a_closing_is_added_once(sign_in, reading):
    visitor = sign_in("admin")
    day = {"day": "12/24/2026", "name": "Christmas Eve", "source": "E.O. of Dec 10, 2026"}
    assert visitor.post("/admin/holidays/new", data=day).status_code == 302
    again = visitor.post("/admin/holidays/new", data=day)
    assert again.status_code == 422
    assert "recorded already" in again.text
    with reading() as session:
        kinds = session.scalars(select(Holiday.kind).where(Holiday.day == date(2026, 12, 24)))
        assert list(kinds) == [HolidayKind.EXECUTIVE_CLOSING]
    assert "Christmas Eve" in visitor.get("/admin/holidays").text
