"""The nature-of-action code of what takes effect."""

from datetime import date

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.discipline import service
from jicms.discipline.models_answers import PersonnelAction
from jicms.discipline.service import personnel
from jicms.litigation import gathering
from jicms.refdata.models_discipline import ProcedureAction
from jicms.refdata.queries import forget_after_commit
from tests.factories import discipline, files
from tests.factories.discipline import refused


def test_what_takes_effect_has_the_procedures_nature_of_action(acting, at, action_of):
    at("SERVED")
    with acting("specialist.ler") as session:
        action, me = action_of(session), current_actor()
        other = {"actor": me, "nature_code": "357"}
        assert refused(lambda: service.make_effective(action, **other)).field == "nature_reason"
        unknown = refused(lambda: service.make_effective(action, actor=me, nature_code="999"))
        assert unknown.field == "nature_code"
        service.make_effective(action, actor=me)
        row = session.scalars(select(PersonnelAction)).one()
        assert (row.nature_code, row.default_code, row.effective_on) == (
            *("330", "330"),
            date(2024, 4, 1),
        )
        assert not row.nature.verified
        made = personnel.record_personnel_action(
            action,
            actor=me,
            nature_code="357",
            reason="The appointment was excepted.",
            file=files.upload(b"%PDF-1.4 order", "order.pdf"),
        )
        assert made.n == 2
        orders = [found.title for found in gathering.papers(action) if found.part == "ORDER"]
        assert orders == ["Notification of personnel action, 357"]


def test_the_default_is_a_dated_row_that_an_agency_edits(acting, at, action_of):
    at("SERVED")
    with acting(None) as session:
        session.get(ProcedureAction, "D-REMOVAL").nature_code = "357"
        forget_after_commit(session)
    with acting("specialist.ler") as session:
        action = action_of(session)
        service.make_effective(action, actor=current_actor())
        assert session.scalars(select(PersonnelAction)).one().nature_code == "357"


def test_a_reprimand_has_none(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        discipline.decided(
            session,
            action,
            action_type_code="LETTER_OF_REPRIMAND",
            sustained=(),
            deciding=discipline.user("official2.cbp", session),
            effective_on=None,
        )
        discipline.decision_served(session, action)
        refused(lambda: service.make_effective(action, actor=me, nature_code="330"), "no personnel")
        service.make_effective(action, actor=me)
        assert not session.scalars(select(PersonnelAction)).all()
