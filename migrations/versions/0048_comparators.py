"""Comparators as they were seen on a day; how far back they reach is a dated row."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FIXED = ("comparator_set", "comparator_row")
REFUSED = "what was seen that day stays as it was seen"


def upgrade():
    _window()
    _set()
    _row()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION comparators_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation'; END $$"
        )
    for table in FIXED:
        _guard(table)


def _window():
    table = "comparator_window"
    op.create_table(
        table,
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f(f"ck_{table}_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f(f"ck_{table}_valid_period")
        ),
        sa.CheckConstraint("years BETWEEN 3 AND 5", name=op.f(f"ck_{table}_years")),
        sa.PrimaryKeyConstraint("code", name=f"pk_{table}"),
    )


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def _set():
    table = "comparator_set"
    op.create_table(
        table,
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("near_total", sa.Integer(), nullable=False),
        sa.Column("agency_total", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", KEY, nullable=True),
        sa.Column("material_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("years BETWEEN 3 AND 5", name=op.f(f"ck_{table}_years")),
        _of(table, "action_id", "disciplinary_action.id"),
        _of(table, "case_id", "case_file.id"),
        _of(table, "category_code", "allegation_category.code"),
        _of(table, "taken_by_id", "user_account.id"),
        _of(table, "material_id", "new_material.id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("action_id", "n", name=f"uq_{table}_action_id_n"),
        sa.UniqueConstraint("material_id", name=f"uq_{table}_material_id"),
    )
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def _row():
    table = "comparator_row"
    op.create_table(
        table,
        sa.Column("set_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("is_near", sa.Boolean(), nullable=False),
        sa.Column("same_unit", sa.Boolean(), nullable=False),
        sa.Column("same_official", sa.Boolean(), nullable=False),
        sa.Column("was_supervisor", sa.Boolean(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("proposed_code", sa.String(40), nullable=True),
        sa.Column("proposed_days", sa.Integer(), nullable=True),
        sa.Column("final_code", sa.String(40), nullable=False),
        sa.Column("final_days", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("known_note", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("known OR known_note <> ''", name=op.f(f"ck_{table}_unknown_has_note")),
        _of(table, "set_id", "comparator_set.id"),
        _of(table, "action_id", "disciplinary_action.id"),
        _of(table, "case_id", "case_file.id"),
        _of(table, "proposed_code", "action_type.code"),
        _of(table, "final_code", "action_type.code"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("set_id", "place", name=f"uq_{table}_set_id_place"),
    )
    op.create_index(f"ix_{table}_action_id", table, ["action_id"])
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def _guard(table):
    if op.get_bind().dialect.name == "postgresql":
        for name, verbs, per in (
            ("stands", "UPDATE OR DELETE", "ROW"),
            ("is_not_emptied", "TRUNCATE", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
                f" FOR EACH {per} EXECUTE FUNCTION comparators_stand()"
            )
            # ALWAYS: a session in replica mode does not get past them.
            op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")
        return
    # INSERT OR REPLACE deletes without firing the DELETE trigger.
    there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    for name, verb, when in (
        ("update", "UPDATE", "1"),
        ("delete", "DELETE", "1"),
        ("replace", "INSERT", there),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}"
            f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def downgrade():
    for table in ("comparator_row", "comparator_set", "comparator_window"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION comparators_stand()")
