"""Labels and choices come from memory, and an edit shows at once."""

from datetime import date

import pytest
from flask import render_template_string
from sqlalchemy import event

from jicms.core import clock
from jicms.core.unit_of_work import write
from jicms.extensions import db
from jicms.refdata import queries
from jicms.refdata.loader import load
from jicms.refdata.models import (
    ALL_CODE_MODELS,
    AllegationCategory,
    FindingCode,
    IntakeMethod,
    PersonKind,
)
from jicms.refdata.queries import category_choices, choices, label_of, mark_of

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def loaded(lists_app):
    with write() as session:
        load(session)
    return lists_app


@pytest.fixture
def statements():
    seen = []

    def note(_conn, _cursor, statement, *_):
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_one_statement_serves_every_list(statements):
    for model in ALL_CODE_MODELS:
        assert queries.entries(model)
    assert label_of(FindingCode, "UNFOUNDED") == "Unfounded"
    assert choices(db.session(), IntakeMethod, TODAY)
    assert len(statements) == 1


def test_an_unknown_code_shows_as_itself_and_none_as_nothing():
    assert label_of(FindingCode, "GONE") == "GONE"
    assert label_of(FindingCode, None) == ""


def test_marks_follow_the_finding():
    assert mark_of("SUBSTANTIATED") == "yes"
    assert mark_of("NOT_SUSTAINED_LEGACY") == "open"
    assert mark_of(None) == "none"
    assert mark_of("GONE") == "none"


def test_choices_follow_the_order_of_the_list_and_leave_legacy_out():
    offered = choices(db.session(), IntakeMethod, TODAY)
    assert offered[0] == ("PHONE_HOTLINE", "Telephone hotline")
    assert offered[-1] == ("OTHER", "Other")
    assert "NOT_RECORDED" not in dict(offered)


def test_a_retired_code_is_offered_only_where_it_is_kept():
    with write() as session:
        fax = session.get(IntakeMethod, "FAX")
        fax.valid_to = date(2026, 6, 30)
        queries.forget_after_commit(session)
    session = db.session()
    assert "FAX" in dict(choices(session, IntakeMethod, date(2026, 6, 30)))
    assert "FAX" not in dict(choices(session, IntakeMethod, TODAY))
    assert dict(choices(session, IntakeMethod, TODAY, keep="FAX"))["FAX"] == "Fax"
    assert label_of(IntakeMethod, "FAX") == "Fax"


def test_the_criteria_agree_with_the_choices():
    with write() as session:
        session.get(IntakeMethod, "FAX").valid_to = date(2026, 6, 30)
        session.get(IntakeMethod, "EMAIL").valid_from = date(2027, 1, 1)
        queries.forget_after_commit(session)
    session = db.session()
    in_database = session.query(IntakeMethod.code).filter(IntakeMethod.offered(TODAY))
    assert {code for (code,) in in_database} == set(dict(choices(session, IntakeMethod, TODAY)))
    active = {c for (c,) in session.query(IntakeMethod.code).filter(IntakeMethod.active(TODAY))}
    assert "NOT_RECORDED" in active
    assert not active & {"FAX", "EMAIL"}


def test_categories_are_grouped_and_show_their_code():
    groups = category_choices(db.session(), TODAY)
    assert list(groups)[:2] == ["Corruption", "Information and systems"]
    assert groups["Information and systems"][1] == ("IT-02", "IT-02 Query for personal reasons")
    assert sum(map(len, groups.values())) == 119
    assert "LEG-01" in dict(
        category_choices(db.session(), TODAY, keep="LEG-01")["Legacy categories"]
    )


def test_an_edit_that_is_rolled_back_leaves_the_labels():
    label_of(PersonKind, "EMPLOYEE")
    with write() as session:
        session.get(PersonKind, "EMPLOYEE").label = "Member of staff"
        queries.forget_after_commit(session)
        session.rollback()
    assert label_of(PersonKind, "EMPLOYEE") == "Employee"


def test_a_load_shows_at_once(folder):
    assert label_of(IntakeMethod, "FAX") == "Fax"
    with write() as session:
        fax = session.get(IntakeMethod, "FAX")
        fax.label, fax.edited_at = "Fax machine", clock.now()
        queries.forget_after_commit(session)
    assert label_of(IntakeMethod, "FAX") == "Fax machine"
    with write() as session:
        load(session, force=True)
    assert label_of(IntakeMethod, "FAX") == "Fax"


def test_an_edit_in_another_process_shows_when_the_snapshot_is_old(monkeypatch):
    assert label_of(IntakeMethod, "FAX") == "Fax"
    with write() as session:
        session.get(IntakeMethod, "FAX").label = "Telefax"
    assert label_of(IntakeMethod, "FAX") == "Fax"
    monkeypatch.setattr(queries, "MAX_AGE", 0.0)
    assert label_of(IntakeMethod, "FAX") == "Telefax"


def test_labels_do_not_flush_what_a_form_is_still_building():
    queries.forget()
    with write() as session:
        session.add(PersonKind(code="HALF", valid_from=TODAY))
        assert label_of(PersonKind, "EMPLOYEE") == "Employee"
        session.rollback()


def test_templates_have_labels_and_marks(loaded):
    page = "{{ code_label('allegation_category', 'IT-02') }} / {{ finding_mark('UNFOUNDED') }}"
    assert render_template_string(page) == "Query for personal reasons / not"


def test_a_code_may_not_hold_a_slash_or_lower_case():
    from sqlalchemy.exc import IntegrityError

    for code in ("A/B", "lower"):
        with pytest.raises(IntegrityError), write() as session:
            session.add(
                AllegationCategory(
                    code=code, label=code, valid_from=TODAY, source="D", group_code="IT"
                )
            )
