"""Offices, agencies and code lists: added, changed, retired, never deleted."""

import re

import pytest
from sqlalchemy import select

from jicms.admin.codes import BY_KEY
from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency, Membership, Office
from jicms.refdata.models import ALL_CODE_MODELS, IntakeMethod, RoutineUse, TaskTemplate
from jicms.refdata.queries import label_of


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


def office(session, code):
    return session.scalar(select(Office).where(Office.code == code))


def hidden(client, path):
    return re.search(r'name="version" value="(\d+)"', client.get(path).text).group(1)


NEW_OFFICE = {
    "agency": "CBP",
    "code": "ia-west",
    "name": "Internal Affairs West",
    "kind": "INVESTIGATIONS",
    "refers_to": "LER",
}


def test_an_office_is_added_with_a_principal_and_refers(admin, reading):
    assert admin.post("/admin/offices/new", data=NEW_OFFICE).status_code == 302
    with reading() as session:
        made = office(session, "IA-WEST")
        assert made.principal_id is not None
        assert made.refers_to.code == "LER"
    assert admin.post("/admin/offices/new", data=NEW_OFFICE).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"agency": "MARS"},
        {"kind": "PARTY"},
        {"code": "a b"},
        {"name": ""},
        {"kind": "PROGRAM"},
        {"refers_to": "IA"},
        {"telephone": "<script>"},
    ],
)
def test_an_office_that_does_not_fit_is_refused(admin, change):
    assert admin.post("/admin/offices/new", data={**NEW_OFFICE, **change}).status_code == 422


def test_an_office_changes_and_a_stale_change_is_refused(admin, reading):
    with reading() as session:
        path = f"/admin/offices/{office(session, 'IA').id}/edit"
    version = hidden(admin, path)
    data = {"name": "Internal Affairs HQ", "refers_to": "LER", "version": version}
    assert admin.post(path, data=data).status_code == 302
    stale = admin.post(path, data={**data, "name": "Another name"})
    assert stale.status_code == 409
    assert "Internal Affairs HQ" in stale.text
    assert "Another name" in stale.text


def test_an_office_is_retired_once_its_people_and_referrals_left(admin, acting, reading):
    with reading() as session:
        path = f"/admin/offices/{office(session, 'LER').id}/retire"
        back = f"/admin/offices/{office(session, 'LER').id}/reopen"
    last = {"last_day": "12/31/2026"}
    assert "end them first" in admin.post(path, data=last).text
    with acting() as session:
        for row in session.scalars(select(Membership).join(Office).where(Office.code == "LER")):
            row.revoked_at = row.created_at
    assert "refers its cases here" in admin.post(path, data=last).text
    with acting() as session:
        for row in session.scalars(select(Office).where(Office.refers_to_id.is_not(None))):
            row.refers_to_id = None
    assert admin.post(path, data=last).status_code == 302
    with reading() as session:
        assert office(session, "LER").valid_to is not None
    assert admin.post(back).status_code == 302
    assert admin.post(back).status_code == 422


def test_an_agency_is_added_changed_and_retired(admin, reading):
    data = {
        "code": "TSA",
        "name": "T. S. Administration",
        "zone": "America/Denver",
        "scheme": "CBP",
    }
    assert admin.post("/admin/agencies/new", data=data).status_code == 302
    assert admin.post("/admin/agencies/new", data=data).status_code == 422
    wrong = {**data, "code": "TSB", "zone": "Mars/Base"}
    assert admin.post("/admin/agencies/new", data=wrong).status_code == 422
    with reading() as session:
        made = session.scalar(select(Agency).where(Agency.code == "TSA"))
        cbp = session.scalar(select(Agency).where(Agency.code == "CBP"))
        path, taken = f"/admin/agencies/{made.id}", f"/admin/agencies/{cbp.id}/retire"
    change = {
        "name": "Transport",
        "zone": "America/New_York",
        "version": hidden(admin, f"{path}/edit"),
    }
    assert admin.post(f"{path}/edit", data=change).status_code == 302
    assert admin.post(f"{path}/edit", data=change).status_code == 409
    assert admin.post(taken, data={"last_day": "12/31/2026"}).status_code == 422
    assert admin.post(f"{path}/retire", data={"last_day": "12/31/2026"}).status_code == 302


def test_every_list_opens_and_offers_its_forms(admin):
    page = admin.get("/admin/code-lists").text
    assert "§" not in page
    assert "`" not in page
    for key in BY_KEY:
        assert f'"/admin/code-lists/{key}"' in page
        assert admin.get(f"/admin/code-lists/{key}").status_code == 200, key
        assert admin.get(f"/admin/code-lists/{key}/new").status_code == 200, key
    assert len(BY_KEY) == len(ALL_CODE_MODELS)
    assert admin.get("/admin/code-lists/user-account").status_code == 404
    assert admin.get("/admin/code-lists/case-type/NOPE/edit").status_code == 404


NEW_CODE = {
    "code": "carrier_pigeon",
    "label": "Carrier pigeon",
    "sort_order": "500",
    "valid_from": "01/01/2026",
}


def test_a_code_is_added_changed_and_retired_and_the_trail_says_so(admin, reading, app):
    base = "/admin/code-lists/intake-method"
    assert admin.post(f"{base}/new", data=NEW_CODE).status_code == 302
    assert admin.post(f"{base}/new", data=NEW_CODE).status_code == 422
    with app.app_context():
        assert label_of(IntakeMethod, "CARRIER_PIGEON") == "Carrier pigeon"
    path = f"{base}/CARRIER_PIGEON"
    change = {
        "label": "Homing pigeon",
        "sort_order": "7",
        "valid_from": "01/01/2026",
        "version": hidden(admin, f"{path}/edit"),
        "source": "law",
        "code": "OTHER",
    }
    assert admin.post(f"{path}/edit", data=change).status_code == 302
    assert admin.post(f"{path}/edit", data=change).status_code == 409
    with app.app_context():
        assert label_of(IntakeMethod, "CARRIER_PIGEON") == "Homing pigeon"
    early = admin.post(f"{path}/retire", data={"last_day": "12/31/2025"})
    assert early.status_code == 422
    assert admin.post(f"{path}/retire", data={"last_day": "06/30/2026"}).status_code == 302
    with reading() as session:
        row = session.get(IntakeMethod, "CARRIER_PIGEON")
        assert (row.source, row.sort_order) == ("local", 7)
        assert row.edited_at is not None
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "REFDATA_CHANGED")
        ).all()
        assert len(events) == 3
        assert all("CARRIER_PIGEON" in event.detail for event in events)
        assert all("pigeon" not in event.detail for event in events)
        assert {event.entity for event in events} == {"intake_method"}


@pytest.mark.parametrize(
    "change",
    [
        {"code": "a/b"},
        {"code": ""},
        {"label": ""},
        {"sort_order": "x"},
        {"valid_from": "31/31/2026"},
        {"valid_to": "12/31/2025"},
        {"code": "ü" * 90},
    ],
)
def test_a_code_that_does_not_fit_is_refused(admin, change):
    answer = admin.post("/admin/code-lists/intake-method/new", data={**NEW_CODE, **change})
    assert answer.status_code == 422


def test_what_the_rules_know_of_a_code_is_offered_not_typed(admin, reading):
    base = "/admin/code-lists/allegation-category"
    data = {**NEW_CODE, "code": "IT-99"}
    assert admin.post(f"{base}/new", data={**data, "group_code": "NOWHERE"}).status_code == 422
    good = {**data, "group_code": "IT", "needs_system": "1"}
    assert admin.post(f"{base}/new", data=good).status_code == 302
    page = admin.get(f"{base}/IT-99/edit").text
    assert "needs_system" not in page, "it never changes its meaning"


def test_the_letter_of_a_routine_use_is_kept_by_administrators(admin, reading):
    with reading() as session:
        row = session.scalar(select(RoutineUse).limit(1))
        path = f"/admin/code-lists/routine-use/{row.code}/edit"
        data = {
            "label": row.label,
            "sort_order": row.sort_order,
            "valid_from": "01/01/2000",
            "letter": "K",
            "letter_verified": "1",
        }
        code = row.code
    assert admin.post(path, data={**data, "version": hidden(admin, path)}).status_code == 302
    with reading() as session:
        assert session.get(RoutineUse, code).letter == "K"


def item(client, code, **change):
    """Change an item of a checklist; what is not said stays."""
    path = f"/admin/code-lists/task-template/{code}/edit"
    page = client.get(path).text
    typed = {
        "version": hidden(client, path),
        "label": "Interview complainant and witnesses",
        "sort_order": "40",
        "valid_from": "01/01/2000",
        "case_type_code": "ADMIN_INVESTIGATION",
        "due_workdays": "30",
        "after_code": "ADMIN_PLAN",
    }
    assert all(f'name="{name}"' in page for name in typed), page
    return client.post(path, data={**typed, **change})


def test_days_type_and_order_of_an_item_of_a_checklist_are_kept_by_administrators(admin, reading):
    assert item(admin, "ADMIN_INTERVIEWS", due_workdays="25").status_code == 302
    assert item(admin, "ADMIN_INTERVIEWS", due_workdays="20", after_code="").status_code == 302
    with reading() as session:
        row = session.get(TaskTemplate, "ADMIN_INTERVIEWS")
        assert (row.due_workdays, row.after_code, row.edited_at is not None) == (20, None, True)


@pytest.mark.parametrize(
    ("code", "change", "said"),
    [
        ("ADMIN_INTERVIEWS", {"after_code": "ADMIN_INTERVIEWS"}, "come after itself"),
        ("ADMIN_INTERVIEWS", {"case_type_code": "CRIMINAL_INVESTIGATION"}, "another type of case"),
        ("ADMIN_INTERVIEWS", {"sort_order": "5"}, "stands later in the checklist"),
        ("ADMIN_INTERVIEWS", {"due_workdays": "9999"}, "at most 400 workdays"),
        ("ADMIN_INTERVIEWS", {"due_workdays": "-1"}, ""),
        ("ADMIN_INTERVIEWS", {"after_code": "NOTHING"}, ""),
        (
            "ADMIN_PLAN",
            {"after_code": "", "case_type_code": "CRIMINAL_INVESTIGATION"},
            "ADMIN_INTERVIEWS comes after this item",
        ),
        ("ADMIN_PLAN", {"after_code": "", "sort_order": "900"}, "comes after this item"),
    ],
)
def test_an_item_out_of_place_is_refused(admin, reading, code, change, said):
    answer = item(admin, code, **change)
    assert (answer.status_code, said in answer.text) == (422, True)
    with reading() as session:
        assert session.get(TaskTemplate, code).edited_at is None


def test_a_new_item_comes_after_one_of_its_own_type(admin):
    typed = {
        "code": "ADMIN_MORE",
        "label": "Ask once more",
        "sort_order": "900",
        "valid_from": "01/01/2000",
        "case_type_code": "CRIMINAL_INVESTIGATION",
        "after_code": "ADMIN_PLAN",
    }
    path = "/admin/code-lists/task-template/new"
    answer = admin.post(path, data=typed)
    assert (answer.status_code, "another type of case" in answer.text) == (422, True)
    assert (
        admin.post(path, data={**typed, "case_type_code": "ADMIN_INVESTIGATION"}).status_code == 302
    )


def test_the_lists_cost_one_statement(admin, statements):
    assert statements(lambda: admin.get("/admin/code-lists")) <= 7


def test_settings_say_what_is_left_before_going_live(admin):
    page = admin.get("/admin/settings").text
    assert "SQLite" in page or "PostgreSQL" in page
    assert "To do" in page
    assert "secret" not in page.lower()
