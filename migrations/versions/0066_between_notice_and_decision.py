"""What stands between notice and decision, as dated events, and the personnel action after it.

The database refuses a notice served while the employee lacks what it relies on, an effect without the
nature-of-action code that the procedure gives, and a change of what was furnished or processed.
Answers recorded before keep no channel and no submitter.
"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTION = "disciplinary_action"
SIDES = "'EMPLOYEE', 'REPRESENTATIVE'"
CHANNELS = "'HAND', 'MAIL', 'CARRIER', 'EMAIL', 'FAX', 'PHONE', 'OTHER'"
TABLES = (
    "personnel_action",
    "oral_answer",
    "answer_extension",
    "furnished_piece",
    "material_furnished",
)
FIXED = ("material_furnished", "furnished_piece", "personnel_action")
SAID_KEPT = "what was furnished or processed stays"
#: (name, refused when, said): of the action itself.
RULES = (
    (
        "disciplinary_action_was_furnished",
        (
            "OLD.status = 'PROPOSED' AND NEW.status = 'ANSWER' AND NEW.legacy_key IS NULL"
            " AND EXISTS (SELECT 1 FROM notice_material m WHERE m.action_id = NEW.id AND NOT EXISTS"
            " (SELECT 1 FROM furnished_piece f WHERE f.material_id = m.id))"
        ),
        "the employee is given what the notice relies on",
    ),
    (
        "disciplinary_action_was_processed",
        (
            "OLD.status = 'SERVED' AND NEW.status = 'EFFECTIVE' AND NEW.legacy_key IS NULL"
            " AND EXISTS (SELECT 1 FROM penalty p JOIN procedure_action a"
            " ON a.action_type_code = p.action_type_code WHERE p.action_id = NEW.id"
            " AND p.stage = 'DECIDED' AND p.stands AND a.procedure_code = NEW.procedure_code"
            " AND a.nature_code IS NOT NULL AND a.valid_from <= NEW.effective_on"
            " AND (a.valid_to IS NULL OR a.valid_to >= NEW.effective_on))"
            " AND NOT EXISTS (SELECT 1 FROM personnel_action s WHERE s.action_id = NEW.id)"
        ),
        "what takes effect has its nature-of-action code",
    ),
)
NATURES = {
    "SUSPENSION_1_14": "450",
    "SUSPENSION_15_PLUS": "450",
    "MANDATORY_30_DAY_SUSP": "450",
    "INDEFINITE_SUSPENSION": "452",
    "DEMOTION_GRADE": "713",
    "REMOVAL": "330",
    "MANDATORY_REMOVAL_LEO_FELONY": "330",
    "PROBATIONARY_TERMINATION": "385",
}


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def upgrade():
    _answers()
    _natures()
    _furnished()
    _extensions()
    _oral()
    _processed()
    for table in FIXED:
        for verb in ("UPDATE", "DELETE"):
            _refuse(f"{table}_no_{verb.lower()}", table, verb, "1 = 1", SAID_KEPT)
    for name, when, said in RULES:
        _refuse(name, ACTION, "UPDATE", when, said)


def _answers():
    for column, kind, values in (("channel", "channel", CHANNELS), ("submitted_by", "side", SIDES)):
        op.execute(
            f"ALTER TABLE answer ADD COLUMN {column} VARCHAR(40)"
            f" CONSTRAINT ck_answer_{kind} CHECK ({column} IN ({values}))"
        )
    op.execute("ALTER TABLE answer ADD COLUMN summary_by VARCHAR(120) NOT NULL DEFAULT ''")


def _natures():
    op.execute(
        "ALTER TABLE procedure_action ADD COLUMN nature_code VARCHAR(40)"
        " CONSTRAINT fk_procedure_action_nature_code REFERENCES nature_of_action (code)"
    )
    for kind, code in NATURES.items():
        known = f"EXISTS (SELECT 1 FROM nature_of_action WHERE code = '{code}')"
        op.execute(
            f"UPDATE procedure_action SET nature_code = '{code}'"
            f" WHERE action_type_code = '{kind}' AND {known}"
        )


def _columns(table, *more, numbered=True):
    op.create_table(
        table,
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        *((sa.Column("n", sa.Integer(), nullable=False),) if numbered else ()),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *more,
        _to(table, "action_id", ACTION),
        _to(table, "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            (sa.UniqueConstraint("action_id", "n", name=op.f(f"uq_{table}_action_id_n")),)
            if numbered
            else ()
        ),
    )
    op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])


def _recorded(table):
    return (
        sa.Column("recorded_by_id", KEY, nullable=True),
        _to(table, "recorded_by_id", "user_account"),
    )


def _furnished():
    table = "material_furnished"
    _columns(
        table,
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("to", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("service_id", KEY, nullable=True),
        sa.Column("method_code", sa.String(40), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proof_file_id", KEY, nullable=True),
        *_recorded(table),
        _to(table, "service_id", "letter_service"),
        _to(table, "method_code", "service_method", "code"),
        _to(table, "proof_file_id", "stored_file"),
        _check(table, "side", f'"to" IN ({SIDES})'),
        _check(table, "names_recipient", "recipient <> ''"),
        _check(
            table,
            "apart_has_proof",
            "(service_id IS NOT NULL) OR (method_code IS NOT NULL"
            " AND (proof <> '' OR proof_file_id IS NOT NULL))",
        ),
    )
    table = "furnished_piece"
    _columns(
        table,
        sa.Column("furnished_id", KEY, nullable=False),
        sa.Column("material_id", KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        _to(table, "furnished_id", "material_furnished"),
        _to(table, "material_id", "notice_material"),
        sa.UniqueConstraint(
            "furnished_id", "material_id", name=op.f(f"uq_{table}_furnished_id_material_id")
        ),
        numbered=False,
    )
    for column in ("action_id", "material_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _extensions():
    table = "answer_extension"
    _columns(
        table,
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(40), nullable=True),
        sa.Column("channel", sa.String(40), nullable=True),
        sa.Column("asked_reason", sa.Text(), nullable=False),
        sa.Column("request_file_id", KEY, nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        *_recorded(table),
        _to(table, "request_file_id", "stored_file"),
        _to(table, "file_id", "stored_file"),
        _check(table, "side", f"asked_by IN ({SIDES})"),
        _check(table, "channel", f"channel IN ({CHANNELS})"),
        _check(table, "extensionoutcome", "outcome IN ('GRANTED', 'REFUSED')"),
        _check(
            table,
            "asked_is_whole",
            "(asked_on IS NULL) = (asked_by IS NULL) AND (asked_on IS NULL) = (channel IS NULL)",
        ),
        _check(
            table,
            "decided_is_whole",
            "(outcome IS NULL) = (decided_on IS NULL) AND (outcome IS NULL) = (decided_by = '')",
        ),
        _check(
            table,
            "unasked_is_granted",
            "asked_on IS NOT NULL OR (outcome IS NOT NULL AND outcome = 'GRANTED')",
        ),
        _check(
            table,
            "granted_to_a_day",
            "(until IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'GRANTED')",
        ),
        _check(
            table,
            "refused_has_reason",
            "outcome IS NULL OR outcome <> 'REFUSED' OR reason <> ''",
        ),
        _check(
            table,
            "decided_after_asked",
            "asked_on IS NULL OR decided_on IS NULL OR decided_on >= asked_on",
        ),
    )
    _one_open(table)


def _oral():
    table = "oral_answer"
    _columns(
        table,
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("scheduled_at", MOMENT, nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("hearer_id", KEY, nullable=True),
        sa.Column("power", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer_id", KEY, nullable=True),
        sa.Column("summary_to_on", sa.Date(), nullable=True),
        sa.Column("summary_method_code", sa.String(40), nullable=True),
        *_recorded(table),
        _to(table, "hearer_id", "user_account"),
        _to(table, "answer_id", "answer"),
        _to(table, "summary_method_code", "service_method", "code"),
        sa.UniqueConstraint("answer_id", name=op.f(f"uq_{table}_answer_id")),
        _check(table, "side", f"requested_by IN ({SIDES})"),
        _check(table, "channel", f"channel IN ({CHANNELS})"),
        _check(table, "hearerpower", "power IN ('DECIDE', 'RECOMMEND')"),
        _check(table, "oraloutcome", "outcome IN ('HELD', 'WAIVED', 'NOT_APPEARED')"),
        _check(
            table,
            "scheduled_is_whole",
            "(scheduled_at IS NULL) = (hearer_id IS NULL)"
            " AND (scheduled_at IS NULL) = (power IS NULL)"
            " AND (scheduled_at IS NULL) = (place = '')",
        ),
        _check(table, "outcome_has_day", "(outcome IS NULL) = (ended_on IS NULL)"),
        _check(
            table,
            "held_has_summary",
            "(answer_id IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'HELD')",
        ),
        _check(
            table,
            "held_was_scheduled",
            "outcome IS NULL OR outcome = 'WAIVED' OR scheduled_at IS NOT NULL",
        ),
        _check(table, "ended_after_asked", "ended_on IS NULL OR ended_on >= requested_on"),
        _check(
            table,
            "summary_after_hearing",
            "summary_to_on IS NULL OR (answer_id IS NOT NULL AND summary_to_on >= ended_on)",
        ),
        _check(
            table,
            "summary_has_method",
            "(summary_to_on IS NULL) = (summary_method_code IS NULL)",
        ),
    )
    _one_open(table)


def _one_open(table):
    open_one = sa.text("outcome IS NULL")
    op.create_index(
        f"uq_{table}_one_open",
        table,
        ["action_id"],
        unique=True,
        sqlite_where=open_one,
        postgresql_where=open_one,
    )


def _processed():
    table = "personnel_action"
    _columns(
        table,
        sa.Column("nature_code", sa.String(40), nullable=False),
        sa.Column("default_code", sa.String(40), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        *_recorded(table),
        _to(table, "nature_code", "nature_of_action", "code"),
        _to(table, "default_code", "nature_of_action", "code"),
        _to(table, "file_id", "stored_file"),
        _check(
            table,
            "other_has_reason",
            "default_code IS NULL OR nature_code = default_code OR reason <> ''",
        ),
    )


def _to(table, column, other, key="id"):
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _check(table, name, text):
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def _refuse(name, table, verb, when, said):
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    row = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def downgrade():
    for name, _when, _said in RULES:
        _drop(name, ACTION)
    for table in FIXED:
        for verb in ("update", "delete"):
            _drop(f"{table}_no_{verb}", table)
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("procedure_action", "nature_code")
    for column in ("summary_by", "submitted_by", "channel"):
        op.drop_column("answer", column)


def _drop(name, table):
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")
