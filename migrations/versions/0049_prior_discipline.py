"""Table of offenses and penalties, prior discipline, and what becomes of an action's record."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = sa.Enum(
    *("EXPIRES", "CANCELLED", "CLEARED"),
    name="markkind",
    native_enum=False,
    create_constraint=True,
    length=40,
)
#: Kept with the proposal; from then on nobody changes them.
WITH_PROPOSAL = ("prior_discipline", "penalty_range")
PROPOSED = "what a proposal was held to stays as it was"
MARKED = "a mark on a record stays"


def upgrade():
    _offenses()
    _marks()
    _prior()
    _range()
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("charge", sa.Column("offense_code", sa.String(length=40), nullable=True))
        op.create_foreign_key(
            "fk_charge_offense_code", "charge", "offense_penalty", ["offense_code"], ["code"]
        )
        _guard_postgresql()
    else:
        op.execute(
            "ALTER TABLE charge ADD COLUMN offense_code VARCHAR(40)"
            " CONSTRAINT fk_charge_offense_code REFERENCES offense_penalty (code)"
        )
        _guard_sqlite()


def _offenses():
    penalties = [
        f"{which}_{end}" for which in ("first", "second", "third") for end in ("min", "max")
    ]
    op.create_table(
        "offense_penalty",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("group_label", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.String(length=60), nullable=False) for name in penalties),
        sa.Column("aggravators", sa.Text(), nullable=True),
        sa.Column("citation", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_offense_penalty_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_offense_penalty_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_offense_penalty")),
    )


def _marks():
    op.create_table(
        "record_mark",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreement", sa.String(length=200), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind = 'EXPIRES' OR reason <> ''", name=op.f("ck_record_mark_has_reason")
        ),
        sa.CheckConstraint(
            "kind <> 'CLEARED' OR agreement <> ''",
            name=op.f("ck_record_mark_cleared_by_agreement"),
        ),
        *_keys(
            "record_mark",
            action_id="disciplinary_action",
            case_id="case_file",
            by_id="user_account",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_mark")),
    )
    once = sa.text("kind <> 'EXPIRES'")
    op.create_index(
        "ix_record_mark_once",
        "record_mark",
        ["action_id", "kind"],
        unique=True,
        sqlite_where=once,
        postgresql_where=once,
    )
    op.create_index("ix_record_mark_action_id", "record_mark", ["action_id"])
    op.create_index(op.f("ix_record_mark_case_id"), "record_mark", ["case_id"])


def _prior():
    op.create_table(
        "prior_discipline",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("prior_action_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("penalty", sa.String(length=200), nullable=False),
        sa.Column("misconduct", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("cited", sa.Boolean(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("counts OR NOT cited", name=op.f("ck_prior_discipline_cited_counts")),
        *_keys(
            "prior_discipline",
            action_id="disciplinary_action",
            case_id="case_file",
            prior_action_id="disciplinary_action",
            by_id="user_account",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prior_discipline")),
        sa.UniqueConstraint(
            "action_id",
            "prior_action_id",
            name=op.f("uq_prior_discipline_action_id_prior_action_id"),
        ),
    )
    op.create_index(op.f("ix_prior_discipline_case_id"), "prior_discipline", ["case_id"])
    op.create_index(
        op.f("ix_prior_discipline_prior_action_id"), "prior_discipline", ["prior_action_id"]
    )


def _range():
    op.create_table(
        "penalty_range",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("offense", sa.Integer(), nullable=False),
        sa.Column("low_code", sa.String(length=40), nullable=False),
        sa.Column("low_days", sa.Integer(), nullable=True),
        sa.Column("high_code", sa.String(length=40), nullable=False),
        sa.Column("high_days", sa.Integer(), nullable=True),
        sa.Column("outside", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "outside IN ('', 'BELOW', 'ABOVE')", name=op.f("ck_penalty_range_outside")
        ),
        sa.CheckConstraint(
            "outside = '' OR reason <> ''", name=op.f("ck_penalty_range_outside_has_reason")
        ),
        sa.CheckConstraint("offense >= 1", name=op.f("ck_penalty_range_offense")),
        *_keys("penalty_range", action_id="disciplinary_action", case_id="case_file"),
        *(
            sa.ForeignKeyConstraint(
                [column], ["action_type.code"], name=op.f(f"fk_penalty_range_{column}")
            )
            for column in ("low_code", "high_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty_range")),
        sa.UniqueConstraint("action_id", name=op.f("uq_penalty_range_action_id")),
    )
    op.create_index(op.f("ix_penalty_range_case_id"), "penalty_range", ["case_id"])


def _keys(table, **targets):
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _guard_postgresql():
    for table in WITH_PROPOSAL:
        _trigger(table, "stands", "INSERT OR UPDATE OR DELETE", "charges_stand()")
    _trigger("record_mark", "stands", "UPDATE OR DELETE", "record_stands()")
    for table in (*WITH_PROPOSAL, "record_mark"):
        _trigger(table, "is_not_emptied", "TRUNCATE", "record_stands()", per="STATEMENT")


def _trigger(table, name, verbs, call, *, per="ROW"):
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
        f" FOR EACH {per} EXECUTE FUNCTION {call}"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")


def _guard_sqlite():
    for table in WITH_PROPOSAL:
        before, after = _is_proposed("OLD.action_id"), _is_proposed("NEW.action_id")
        _refuse(table, "INSERT", after, PROPOSED)
        _refuse(table, "UPDATE", f"{before} OR {after}", PROPOSED)
        _refuse(table, "DELETE", before, PROPOSED)
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        was = f"(SELECT action_id FROM {table} WHERE id = NEW.id)"
        _refuse(table, "INSERT", _is_proposed(was), PROPOSED, name="replace")
    for verb in ("UPDATE", "DELETE"):
        _refuse("record_mark", verb, "1", MARKED)
    there = "EXISTS (SELECT 1 FROM record_mark WHERE id = NEW.id)"
    _refuse("record_mark", "INSERT", there, MARKED, name="replace")


def _is_proposed(key):
    return f"EXISTS (SELECT 1 FROM disciplinary_action WHERE id = {key} AND status <> 'DRAFT')"


def _refuse(table, verb, when, said, name=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{name or verb.lower()} BEFORE {verb} ON {table}"
        f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_charge_offense_code", "charge", type_="foreignkey")
    op.execute("ALTER TABLE charge DROP COLUMN offense_code")
    for table in ("penalty_range", "prior_discipline", "record_mark", "offense_penalty"):
        op.drop_table(table)
