"""Letters of the procedures outside subparts B and D: served with all they must say, or not."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.discipline import service
from jicms.discipline.letters import composing
from jicms.discipline.letters.blocks import mandatory
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models_letters import LetterStatus
from jicms.discipline.service import letters
from jicms.refdata.models_discipline import ServiceKind
from tests.factories import discipline
from tests.factories import letters as sample
from tests.factories.coverage import covered
from tests.factories.discipline import refused
from tests.factories.letters import bound

NOTICED = {
    "NOTICE_F": ({"service": ServiceKind.SES}, "5 CFR 752 subpart F", 7),
    "NOTICE_7515": ({"is_retaliation": True}, "5 U.S.C. 7515(b)", 14),
}


def sql(app, statement):
    with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


@pytest.mark.parametrize("kind", NOTICED)
def test_a_notice_that_lacks_a_block_is_not_served(app, acting, at, action_of, kind):
    facts, law, days = NOTICED[kind]
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        covered(session, action, "REMOVAL", **facts)
        discipline.proposed(session, action)
        told = {"actor": me, "received_at": discipline.NOTICE, "method_code": "HAND_DELIVERY"}
        told |= {"proof": "Signed for.", "material_with_notice": True}
        refused(lambda: service.serve_notice(action, **told), "write the letter first")
        action.office.telephone = "555-0140"
        typed = {**sample.FACTS, "answer_days": days - 1}
        short = lambda: letters.draft_letter(action, actor=me, kind=kind, facts=typed)  # noqa: E731
        assert f"at least {days}" in str(refused(short))
        typed["answer_days"] = days
        letter = letters.draft_letter(action, actor=me, kind=kind, facts=typed)
        made = letters.generate(letter, actor=me)
        said = composing.text_of(made.content).replace("attorney or another", "friend or another")
        signed = {"file": sample.stored_file(session), "made_from": made.n, "pages": [said]}
        letters.bind_signed(letter, actor=me, **signed)
        refused(lambda: service.serve_notice(action, **told), "lacks", "Representation")
    of_law = [row for row in mandatory(LetterType(kind)) if row.code != "REFERENCE"]
    assert {(row.citation, row.verified) for row in of_law} == {(law, False)}
    sql(app, "UPDATE disciplinary_action SET status = 'ANSWER'")
    sql(app, "UPDATE lr_letter SET status = 'SERVED', served_at = created_at")
    with acting() as session:
        action = action_of(session)
        again = {"actor": current_actor(), "kind": kind, "facts": {**typed}}
        letter = letters.draft_letter(action, **again)
        assert bound(session, action).kind == kind
        service.serve_notice(action, **told | {"actor": current_actor()})
        assert letter.status is LetterStatus.SERVED


def test_a_removal_by_law_is_served_with_its_letter_alone(app, acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        covered(
            session,
            action,
            "MANDATORY_REMOVAL_LEO_FELONY",
            is_law_enforcement=True,
            is_felony_conviction=True,
        )
        service.record_legal_review(action, actor=me, on=date(2024, 4, 1), by="W. Stroud")
        told = {"action_type_code": "MANDATORY_REMOVAL_LEO_FELONY", "actor": me}
        told["deciding"] = discipline.user("official2.cbp", session)
        service.record_decision(action, effective_on=date(2024, 4, 3), **told)
        served = {
            "received_at": discipline.NOTICE.replace(month=4, day=2, hour=14),
            "method_code": "HAND_DELIVERY",
        }
        served |= {"actor": me, "proof": "Signed for."}
        refused(lambda: service.serve_decision(action, **served), "write the letter first")
    sql(app, "UPDATE disciplinary_action SET status = 'SERVED'")
    with acting() as session:
        action = action_of(session)
        letter = bound(session, action, decision=True)
        assert letter.kind is LetterType.REMOVAL_7371
        assert set(letter.bound.must) == {"REFERENCE", "CONVICTION", "EFFECTIVE", "RIGHTS"}
        service.serve_decision(action, **served | {"actor": current_actor()})
        assert letter.status is LetterStatus.SERVED
