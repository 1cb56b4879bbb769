"""The case analysis and the legal review as dated events with their documents.

The database refuses a proposal without the case analysis that its procedure asks for, and any change
of a row that was recorded. Reviews recorded before stay what they were: a date and a name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTION = "disciplinary_action"
TABLES = ("case_analysis", "legal_review")
RECOMMENDED = "'PROPOSE', 'LESSER', 'NO_ACTION'"
RESULTS = "'SUFFICIENT', 'CHANGES_ASKED', 'NOT_SUFFICIENT'"
#: What a new proposal under these asks for; other procedures as an administrator sets them.
ANALYZED = "'SUBPART_D', 'INDEFINITE_SUSPENSION'"
FIRST = "disciplinary_action_was_analyzed"
UNANALYZED = (
    "OLD.status = 'DRAFT' AND NEW.status = 'PROPOSED' AND NEW.legacy_key IS NULL"
    " AND EXISTS (SELECT 1 FROM procedure p WHERE p.code = NEW.procedure_code AND p.needs_analysis)"
    " AND NOT EXISTS (SELECT 1 FROM case_analysis c WHERE c.action_id = NEW.id)"
)
SAID_FIRST = "the case analysis is recorded before the proposal"
SAID_KEPT = "what was recorded of a step stays"


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def upgrade():
    op.add_column(
        "procedure",
        sa.Column("needs_analysis", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(f"UPDATE procedure SET needs_analysis = true WHERE code IN ({ANALYZED})")
    _table(
        "case_analysis",
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("analyst_id", KEY, nullable=False),
        sa.Column("recommends", sa.String(40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("waiver_reason", sa.Text(), nullable=False),
        _to("case_analysis", "analyst_id", "user_account"),
        _check("case_analysis", "recommendation", f"recommends IN ({RECOMMENDED})"),
        _check(
            "case_analysis", "analyzed_or_waived", "(recommends IS NULL) = (waiver_reason <> '')"
        ),
        _check(
            "case_analysis",
            "says_something",
            "recommends IS NULL OR text <> '' OR file_id IS NOT NULL",
        ),
    )
    _table(
        "legal_review",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("counsel", sa.String(120), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _check("legal_review", "reviewresult", f"result IN ({RESULTS})"),
        _check("legal_review", "names_counsel", "counsel <> ''"),
        _check(
            "legal_review",
            "says_what_is_asked",
            "result = 'SUFFICIENT' OR note <> '' OR file_id IS NOT NULL",
        ),
    )
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            _refuse(f"{table}_no_{verb.lower()}", table, verb, "1 = 1", SAID_KEPT)
    _refuse(FIRST, ACTION, "UPDATE", UNANALYZED, SAID_FIRST)


def _table(table, *more):
    op.create_table(
        table,
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *more,
        _to(table, "action_id", ACTION),
        _to(table, "case_id", "case_file"),
        _to(table, "file_id", "stored_file"),
        _to(table, "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("action_id", "n", name=op.f(f"uq_{table}_action_id_n")),
    )
    op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])


def _to(table, column, other):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


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
    _drop(FIRST, ACTION)
    for table in TABLES:
        for verb in ("update", "delete"):
            _drop(f"{table}_no_{verb}", table)
        op.drop_table(table)
    op.drop_column("procedure", "needs_analysis")


def _drop(name, table):
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")
