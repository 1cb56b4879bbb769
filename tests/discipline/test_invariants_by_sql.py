"""The invariants of the reference (§12) that concern discipline, tried past all of our own code:
each statement is one that somebody with the database's password could write."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from jicms.access.actor import current_actor
from jicms.cases.models import PartyRole
from jicms.core import unit_of_work
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.extensions import db
from tests.factories import accounts, cases

ACTION = "UPDATE disciplinary_action SET"
#: By the step at which the action stands: the number of the invariant, and what breaks it.
BREAKS = {
    "SERVED": (
        (3, f"{ACTION} effective_on = '2024-03-30'"),
        (3, f"{ACTION} effective_on = '2024-03-31'"),
        (3, f"{ACTION} effective_on = '2024-03-02', lawful_effective_on = '2024-03-01'"),
        (3, f"{ACTION} effective_on = '2024-03-02', lawful_effective_on = NULL"),
        (3, f"{ACTION} effective_on = '2024-03-02', legacy_key = 'x'"),
        (3, f"{ACTION} crime_provision = true, legal_review_on = NULL"),
        (3, f"{ACTION} crime_provision = true, effective_on = answer_due_on"),
        (4, f"{ACTION} deciding_official_id = proposing_official_id"),
        (5, "DELETE FROM douglas_entry"),
        (5, "UPDATE douglas_entry SET action_id = action_id"),
        (8, "DELETE FROM penalty"),
        (8, "DELETE FROM penalty WHERE stage = 'PROPOSED'"),
        (8, "UPDATE penalty SET stage = 'SETTLED' WHERE stage = 'PROPOSED'"),
        (8, "UPDATE penalty SET reason = 'Other' WHERE stage = 'DECIDED'"),
        (8, "UPDATE penalty SET action_type_code = 'NO_ACTION'"),
        (8, "UPDATE penalty SET source_code = '800'"),
        (8, f"{ACTION} legacy_key = 'x'"),
        (7, f"{ACTION} status = 'EFFECTIVE', effective_on = NULL"),
        (8, "UPDATE penalty SET stands = false"),
        (8, "UPDATE penalty SET stands = false WHERE stage = 'DECIDED'"),
        (8, f"{ACTION} decided_on = NULL, status = 'DECISION'"),
        (8, f"{ACTION} decision_received_at = '2020-01-01', status = 'DECISION'"),
        (3, f"{ACTION} notice_received_at = '2024-01-01'"),
        (3, f"{ACTION} lawful_effective_on = NULL"),
        (11, "INSERT INTO disciplinary_action SELECT * FROM disciplinary_action"),
    ),
    "DECISION": (
        (8, "UPDATE penalty SET \"on\" = '2020-01-01'"),
        (4, f"{ACTION} deciding_official_id = {{party}}"),
        (4, f"{ACTION} proposing_official_id = {{party}}"),
    ),
    "ANSWER": (
        (5, f"{ACTION} decided_on = '2024-03-20'"),
        (5, f"{ACTION} status = 'SERVED', decided_on = '2024-03-20'"),
        (3, f"{ACTION} effective_on = '2024-03-15'"),
        # The floor first, the date in a second statement.
        (3, f"{ACTION} lawful_effective_on = NULL"),
        (3, f"{ACTION} lawful_effective_on = '2024-03-02'"),
        (3, f"{ACTION} notice_received_at = NULL"),
    ),
}
#: What the database refuses by triggers, as each dialect names them. SQLite loses those of a table
#: that a migration makes anew: it has to put them back.
TRIGGERS = {
    "sqlite": {
        "disciplinary_action": {
            *("disciplinary_action_has_letter", "disciplinary_action_keeps_steps"),
            "disciplinary_action_begins_as_draft",
            *("disciplinary_action_no_open_decision", "disciplinary_action_no_part_at_first"),
            "disciplinary_action_no_part_deciding_official_id",
            "disciplinary_action_no_part_proposing_official_id",
            *("disciplinary_action_no_unweighed_decision", "disciplinary_action_stays_own"),
            *("disciplinary_action_was_analyzed", "disciplinary_action_was_furnished"),
            *("disciplinary_action_was_processed", "disciplinary_action_proposal_weighed"),
        },
        "penalty": {
            *("penalty_no_delete", "penalty_no_update", "penalty_of_departure"),
            *("penalty_stays_own", "penalty_first_words_stand"),
        },
        "lr_letter": {
            *("lr_letter_begins", "lr_letter_is_whole", "lr_letter_replace"),
            *("lr_letter_stands", "lr_letter_stays"),
        },
    },
    "postgresql": {
        "disciplinary_action": {
            *("disciplinary_action_has_letter", "disciplinary_action_keeps_steps"),
            "disciplinary_action_begins_as_draft",
            *("disciplinary_action_no_part", "disciplinary_action_no_part_at_first"),
            *("disciplinary_action_rests", "disciplinary_action_stays_own"),
            *("disciplinary_action_was_analyzed", "disciplinary_action_was_furnished"),
            *("disciplinary_action_was_processed", "disciplinary_action_proposal_weighed"),
        },
        "penalty": {
            *("penalty_of_departure", "penalty_stands", "penalty_stays", "penalty_stays_own"),
            "penalty_first_words_stand",
        },
        "lr_letter": {
            *("lr_letter_begins", "lr_letter_is_whole", "lr_letter_replace"),
            *("lr_letter_stands", "lr_letter_stays"),
        },
    },
}
HELD = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    # A trigger that a replica would pass by counts as missing.
    "postgresql": (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled = 'A'"
    ),
}


@pytest.mark.parametrize("step", BREAKS)
def test_no_statement_breaks_an_invariant(at, app, acting, step):
    at(step)
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        cases.party(session, action.case, role=PartyRole.WITNESS, account="custodian.ia")
        witness = accounts.actor_of("custodian.ia").user_id
    passed = []
    for number, statement in BREAKS[step]:
        try:
            with app.app_context(), unit_of_work.write() as session:
                done = session.connection().execute(text(statement.format(party=witness)))
                passed.append(f"{number}: {statement} ({done.rowcount} rows)")
                raise KeyError("nothing of it is kept")
        except KeyError:
            continue
        except DatabaseError as error:
            # A statement that only says something wrong proves nothing.
            state = getattr(error.orig, "sqlstate", "")
            if not isinstance(error, IntegrityError) and state != "P0001":
                passed.append(f"{number}: {statement}: {error.orig}")
    assert not passed, "\n".join(passed)


def test_nobody_who_takes_part_is_an_official_of_a_new_row(at, app, acting):
    at("DRAFT", specialist="supervisor.ler")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        cases.party(session, action.case, role=PartyRole.WITNESS, account="custodian.ia")
        witness = accounts.actor_of("custodian.ia").user_id
        service.withdraw(action, actor=current_actor(), reason="x")
        key = action.id
    columns = (
        "case_id, n, party_id, office_id, status, subpart, coverage_facts, legal_review_by,"
        " crime_provision, override_reason, end_condition, version, created_at"
    )
    copied = columns.replace(" n,", " n + 1,").replace("status,", "'DRAFT',")
    copy = (
        f"INSERT INTO disciplinary_action ({columns}, deciding_official_id)"
        f" SELECT {copied}, {witness} FROM disciplinary_action WHERE id = {key}"
    )
    with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
        session.connection().execute(text(copy))


#: What was done of an action that stands at a step, in a row of its own.
AS_IF = {
    "decided": {"status": "'DECISION'", "decided_on": "'2024-03-20'"},
    "final": {"status": "'FINAL'"},
    "noticed": {"notice_received_at": "'2024-03-01'"},
    "dated": {"effective_on": "'2024-03-20'"},
}


@pytest.mark.parametrize("how", AS_IF)
def test_an_action_begins_as_a_draft(at, app, acting, how):
    at("DRAFT", specialist="supervisor.ler")
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        service.withdraw(action, actor=current_actor(), reason="x")
    columns = {
        **{name: name for name in ("case_id", "party_id", "office_id", "subpart")},
        **{name: name for name in ("coverage_facts", "legal_review_by", "crime_provision")},
        **{name: name for name in ("override_reason", "end_condition", "version", "created_at")},
        "n": "n + 1",
        "status": "'DRAFT'",
    }
    said = "INSERT INTO disciplinary_action ({0}) SELECT {1} FROM disciplinary_action WHERE n = 1"

    def insert(**more):
        told = columns | more
        statement = said.format(", ".join(told), ", ".join(told.values()))
        with app.app_context(), unit_of_work.write() as session:
            session.connection().execute(text(statement))

    with pytest.raises(DatabaseError, match="begins as a draft"):
        insert(**AS_IF[how])
    insert()


def held(app):
    with app.app_context(), db.engine.connect() as connection:
        dialect = connection.dialect.name
        rows = connection.execute(text(HELD[dialect])).all()
    return dialect, {(table, name) for table, name in rows}


def test_the_triggers_stand_at_head_and_after_the_last_migration_went_down_and_up(app):
    dialect, before = held(app)
    for table, names in TRIGGERS[dialect].items():
        assert {name for of, name in before if of == table} == names
    with app.app_context():
        downgrade(revision="-1")
        upgrade()
    assert held(app)[1] == before
