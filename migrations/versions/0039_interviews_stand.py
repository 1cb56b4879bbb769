"""What is recorded of a held interview stands; its correction is another that points to it."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECK = "(corrects_id IS NULL) = (correction_reason = '')"
#: What of a held interview may change later: a human decides its handling.
MAY_CHANGE = ("handling", "version")
#: What belongs to an interview stands with it. Representation may still be recorded late, once.
PARTS = {
    "interview_person": ("INSERT", "UPDATE", "DELETE"),
    "warning_given": ("INSERT", "UPDATE", "DELETE"),
    "representation": ("UPDATE", "DELETE"),
}
REFUSED = "what was recorded of a held interview stays as it is"


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("interview", sa.Column("corrects_id", KEY, nullable=True))
        op.add_column(
            "interview",
            sa.Column("correction_reason", sa.Text(), nullable=False, server_default=""),
        )
        op.alter_column("interview", "correction_reason", server_default=None)
        op.create_foreign_key(
            "fk_interview_corrects_id_interview", "interview", "interview", ["corrects_id"], ["id"]
        )
        op.create_check_constraint(op.f("ck_interview_correction_has_reason"), "interview", CHECK)
        _guard_postgresql()
    else:
        op.execute(
            "ALTER TABLE interview ADD COLUMN corrects_id INTEGER"
            " CONSTRAINT fk_interview_corrects_id_interview REFERENCES interview (id)"
        )
        op.execute(
            "ALTER TABLE interview ADD COLUMN correction_reason TEXT NOT NULL DEFAULT ''"
            f" CONSTRAINT ck_interview_correction_has_reason CHECK ({CHECK})"
        )
        _guard_sqlite()
    op.create_index("ix_interview_corrects_id", "interview", ["corrects_id"], unique=True)


def _guard_postgresql():
    op.execute(
        "CREATE FUNCTION held_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF EXISTS (SELECT 1 FROM interview WHERE status = 'HELD'"
        " AND (TG_OP <> 'INSERT' AND id = OLD.interview_id"
        " OR TG_OP <> 'DELETE' AND id = NEW.interview_id))"
        f" THEN RAISE EXCEPTION '{REFUSED}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    allowed = ", ".join(f"'{name}'" for name in MAY_CHANGE)
    call = f"record_stands_but({allowed})"
    _trigger("interview", "stands", "UPDATE OR DELETE", call, when="OLD.status = 'HELD'")
    for table, verbs in PARTS.items():
        _trigger(table, "stands", " OR ".join(verbs), "held_stands()")
    for table in ("interview", *PARTS):
        _trigger(table, "is_not_emptied", "TRUNCATE", "record_stands()", per="STATEMENT")


def _trigger(table, name, verbs, call, *, when="", per="ROW"):
    condition = f" WHEN ({when})" if when else ""
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
        f" FOR EACH {per}{condition} EXECUTE FUNCTION {call}"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")


def _guard_sqlite():
    columns = [row["name"] for row in sa.inspect(op.get_bind()).get_columns("interview")]
    changed = " OR ".join(f"OLD.{n} IS NOT NEW.{n}" for n in columns if n not in MAY_CHANGE)
    _refuse("interview", "UPDATE", f"OLD.status = 'HELD' AND ({changed})")
    _refuse("interview", "DELETE", "OLD.status = 'HELD'")
    # INSERT OR REPLACE deletes without firing the DELETE trigger.
    there = "EXISTS (SELECT 1 FROM interview WHERE id = NEW.id AND status = 'HELD')"
    _refuse("interview", "INSERT", there, name="replace")
    for table, verbs in PARTS.items():
        for verb in verbs:
            rows = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(verb, ("OLD", "NEW"))
            _refuse(table, verb, " OR ".join(_is_held(f"{row}.interview_id") for row in rows))
        was = f"(SELECT interview_id FROM {table} WHERE id = NEW.id)"
        _refuse(table, "INSERT", _is_held(was), name="replace")


def _is_held(key):
    return f"EXISTS (SELECT 1 FROM interview WHERE id = {key} AND status = 'HELD')"


def _refuse(table, verb, when, name=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{name or verb.lower()} BEFORE {verb} ON {table}"
        f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def downgrade():
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("interview", *PARTS):
        if postgresql:
            for name in ("stands", "is_not_emptied"):
                op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
            continue
        for verb in ("insert", "update", "delete", "replace"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    op.drop_index("ix_interview_corrects_id", "interview")
    if postgresql:
        op.execute("DROP FUNCTION held_stands()")
        op.drop_constraint(op.f("ck_interview_correction_has_reason"), "interview", type_="check")
    for column in ("correction_reason", "corrects_id"):
        if postgresql:
            op.drop_column("interview", column)
        else:
            op.execute(f"ALTER TABLE interview DROP COLUMN {column}")
