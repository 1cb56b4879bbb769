"""Letters for every procedure that asks for one, and how new material was served.

A notice or decision of the Senior Executive Service, 5 USC 7515 or 7371, or in probation is served
only with its letter, as under subparts B and D.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECK, TRIGGER = "ck_lr_letter_lettertype", "disciplinary_action_has_letter"
BEFORE = (
    *("NOTICE_B", "NOTICE_D", "NOTICE_CRIME", "NOTICE_INDEFINITE", "DECISION_B", "DECISION_D"),
    *("REPRIMAND", "COUNSELING", "CLEARANCE", "PROBATION_TERMINATION", "INFORMATION_REQUEST"),
    *("ANSWER_EXTENSION", "NEW_MATERIAL", "USC3322_NOTICE", "SETTLEMENT_COVER"),
)
ADDED = (
    *("NOTICE_F", "NOTICE_7515", "NOTICE_PROBATION", "DECISION_F", "DECISION_7515"),
    *("DECISION_PROBATION", "REMOVAL_7371"),
)
#: What a letter of an added kind becomes where that kind is unknown.
OLDER = {name: f"{name.partition('_')[0]}_D" for name in ADDED} | {"REMOVAL_7371": "DECISION_D"}
NOTICED = ("SES_SUBPART_F", "USC_7515", "PROBATION_PRE_APPOINTMENT")
DIRECT = ("PROBATION", "USC_7371")
SAID = "a notice or decision is served with its letter"
LEFT, LEFT_SAID = "penalty_of_departure", "who left is recorded with the day and how"
#: That somebody resigned or retired is no final outcome without the record of it.
NOT_LEFT = (
    "NEW.stage = 'FINAL' AND NEW.action_type_code IN ('RESIGNED_PENDING', 'RETIRED_PENDING')"
    " AND EXISTS (SELECT 1 FROM disciplinary_action a WHERE a.id = NEW.action_id"
    " AND a.legacy_key IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM departure d WHERE d.action_id = NEW.action_id)"
)
BASES = "'RECEIVED', 'ATTEMPTED', 'PRESUMED'"
USE = "new_material_use"


def _listed(names):
    return ", ".join(f"'{name}'" for name in names)


def _served(*kinds):
    return (
        "NOT EXISTS (SELECT 1 FROM lr_letter l WHERE l.action_id = NEW.id"
        f" AND l.status = 'SERVED' AND l.kind IN ({_listed(kinds)}))"
    )


def _missing(procedures, *, notices, decisions):
    """Refused: the step without its letter, in actions that these criteria name."""
    noticed, direct = procedures
    answering = "OLD.status = 'PROPOSED' AND NEW.status = 'ANSWER'"
    serving = "OLD.status = 'DECISION' AND NEW.status = 'SERVED'"
    before = f"{noticed} AND {answering} AND {_served(*notices)}"
    after = f"({noticed}{direct}) AND {serving} AND {_served(*decisions)}"
    return f"NEW.legacy_key IS NULL AND (({before}) OR ({after}))"


_COMMON = BEFORE[:4], BEFORE[4:6]
WHEN_BEFORE = _missing(("NEW.subpart IN ('B', 'D')", ""), notices=_COMMON[0], decisions=_COMMON[1])
WHEN = _missing(
    (
        f"(NEW.subpart IN ('B', 'D') OR NEW.procedure_code IN ({_listed(NOTICED)}))",
        f" OR NEW.procedure_code IN ({_listed(DIRECT)})",
    ),
    notices=(*_COMMON[0], *ADDED[:3]),
    decisions=(*_COMMON[1], *ADDED[3:], "PROBATION_TERMINATION"),
)


def upgrade():
    _guard(WHEN)
    _allow(BEFORE, (*BEFORE, *ADDED))
    _receipts()
    _refuse_insert("penalty", LEFT, NOT_LEFT, LEFT_SAID)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _guard(when):
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {TRIGGER}")
        op.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON disciplinary_action WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF;"
        " RETURN NEW; END $$"
    )


def _refuse_insert(table, name, when, said):
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _allow(before, after):
    """Let the kinds of letters be those of `after`."""
    if not _is_sqlite():
        op.drop_constraint(op.f(CHECK), "lr_letter", type_="check")
        op.create_check_constraint(op.f(CHECK), "lr_letter", f"kind IN ({_listed(after)})")
        return
    # Not by copying the table: others point at it, and its triggers would be lost. SQLite's own
    # procedure for a CHECK: the stored statement is written anew.
    run = op.get_bind().exec_driver_sql
    held = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'lr_letter'"
    written, old = run(held).scalar_one(), f"IN ({_listed(before)})"
    if written.count(old) != 1:
        raise RuntimeError("the kinds of letters are not those that the migration expects")
    version = run("PRAGMA schema_version").scalar_one()
    run("PRAGMA writable_schema = ON")
    run(
        "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'lr_letter'",
        (written.replace(old, f"IN ({_listed(after)})"),),
    )
    run(f"PRAGMA schema_version = {version + 1}")
    run("PRAGMA writable_schema = RESET")


def _receipts():
    names = {
        "basis": f"IN ({BASES})",
        "presumed_from_a_mailing": "<> 'PRESUMED' OR sent_on IS NOT NULL",
        "counts_from_an_attempt": "<> 'ATTEMPTED' OR attempted_on IS NOT NULL",
    }
    checks = "".join(
        f" CONSTRAINT ck_{USE}_{'receiptbasis' if name == 'basis' else name} CHECK (basis {text})"
        for name, text in names.items()
    )
    kind = "INTEGER" if _is_sqlite() else "BIGINT"
    proved = f"CONSTRAINT fk_{USE}_proof_file_id REFERENCES stored_file (id)"
    for column in (
        *("sent_on DATE", "attempted_on DATE"),
        f"basis VARCHAR(40){checks}",
        *("reckoning TEXT NOT NULL DEFAULT ''", "proof TEXT NOT NULL DEFAULT ''"),
        f"proof_file_id {kind} {proved}",
    ):
        op.execute(f"ALTER TABLE {USE} ADD COLUMN {column}")


def downgrade():
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {LEFT}")
    else:
        op.execute(f"DROP TRIGGER {LEFT} ON penalty")
        op.execute(f"DROP FUNCTION {LEFT}()")
    for column in ("proof_file_id", "proof", "reckoning", "basis", "attempted_on", "sent_on"):
        op.drop_column(USE, column)
    _guard(WHEN_BEFORE)
    # A served letter stands but for this: its kind is none that the older rules know.
    _pause(on=False)
    for name, older in OLDER.items():
        op.execute(f"UPDATE lr_letter SET kind = '{older}' WHERE kind = '{name}'")
    _pause(on=True)
    _allow((*BEFORE, *ADDED), BEFORE)


def _pause(*, on):
    """Take the guard of served letters off, and put it back."""
    name = "lr_letter_stands"
    if not _is_sqlite():
        state = "ENABLE ALWAYS" if on else "DISABLE"
        op.execute(f"ALTER TABLE lr_letter {state} TRIGGER {name}")
    elif not on:
        op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON lr_letter WHEN OLD.status = 'SERVED' BEGIN"
            " SELECT RAISE(ABORT, 'a served letter and each version of a letter stay as they are');"
            " END"
        )
