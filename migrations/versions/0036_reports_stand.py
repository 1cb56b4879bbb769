"""Approved reports and recorded statements stand; what corrects them points to them."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: What points to the record that it corrects: table, column, and the table pointed to.
POINTERS = (
    ("report", "supplements_id", "report"),
    ("statement_draft", "corrects_id", "statement"),
)
#: Never changed once written.
FIXED = (
    *("report_review", "report_section_comment", "report_body"),
    *("statement_print", "statement_signing"),
)
#: What of a standing record may change later: a human decides its handling, an exhibit is released.
MAY_CHANGE = {
    "report": ("handling", "version"),
    "exhibit": ("handling", "released_at", "version"),
    "statement": ("handling", "version"),
}
#: A section stands from the day on which its report was handed in.
HANDED_IN = "('SUBMITTED', 'APPROVED')"
REFUSED = "what was recorded stays as it is"
GUARDED = (*FIXED, *MAY_CHANGE, "report_section")


def upgrade():
    for table, column, other in POINTERS:
        _point(table, column, other)
    _find_supplemented()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _point(table, column, other):
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT {name} REFERENCES {other} (id)"
        )
    else:
        op.add_column(table, sa.Column(column, KEY, nullable=True))
        op.create_foreign_key(name, table, other, [column], ["id"])
    op.create_index(f"ix_{table}_{column}", table, [column])


def _find_supplemented():
    """A supplement that is there already is one to the last approved report before it."""
    op.execute(
        "UPDATE report SET supplements_id = (SELECT max(o.id) FROM report o"
        " WHERE o.investigation_id = report.investigation_id AND o.n < report.n"
        " AND o.status = 'APPROVED' AND o.type_code <> 'SUPPLEMENTAL')"
        " WHERE type_code = 'SUPPLEMENTAL'"
    )


def _guard_postgresql():
    op.execute(
        "CREATE FUNCTION record_stands() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION record_stands_but() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN"
        f" RETURN NEW; END IF; RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    # A report stands from its approval on; its exhibits and sections follow it.
    for name, table, states in (
        ("exhibit_stands", "exhibit", "('APPROVED')"),
        ("section_stands", "report_section", HANDED_IN),
    ):
        may = (
            "TG_OP = 'UPDATE' AND TG_NARGS > 0"
            " AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV"
        )
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF NOT ({may}) AND EXISTS (SELECT 1 FROM report WHERE status IN {states}"
            " AND (TG_OP <> 'INSERT' AND id = OLD.report_id"
            " OR TG_OP <> 'DELETE' AND id = NEW.report_id))"
            f" THEN RAISE EXCEPTION '{REFUSED}'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        allowed = ", ".join(f"'{column}'" for column in MAY_CHANGE.get(table, ()))
        _trigger(table, "stands", "INSERT OR UPDATE OR DELETE", f"{name}({allowed})")
    for table in FIXED:
        _trigger(table, "stands", "UPDATE OR DELETE", "record_stands()")
    for table in ("report", "statement"):
        allowed = ", ".join(f"'{column}'" for column in MAY_CHANGE[table])
        when = "OLD.status = 'APPROVED'" if table == "report" else ""
        _trigger(table, "stands", "UPDATE OR DELETE", f"record_stands_but({allowed})", when=when)
    for table in GUARDED:
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
    def report_is(states, row):
        return f"EXISTS (SELECT 1 FROM report WHERE id = {row}.report_id AND status IN {states})"

    for table in FIXED:
        _refuse(table, "UPDATE", "1")
        _refuse(table, "DELETE", "1")
    _refuse("report", "UPDATE", f"OLD.status = 'APPROVED' AND ({_changed('report')})")
    _refuse("report", "DELETE", "OLD.status = 'APPROVED'")
    _refuse("statement", "UPDATE", _changed("statement"))
    _refuse("statement", "DELETE", "1")
    for table, states in (("exhibit", "('APPROVED')"), ("report_section", HANDED_IN)):
        before, after = report_is(states, "OLD"), report_is(states, "NEW")
        _refuse(table, "INSERT", after)
        _refuse(table, "UPDATE", f"({before} OR {after}) AND ({_changed(table)})")
        _refuse(table, "DELETE", before)
    # INSERT OR REPLACE deletes without firing the DELETE trigger.
    for table in (*FIXED, "report", "statement"):
        standing = " AND status = 'APPROVED'" if table == "report" else ""
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id{standing})"
        _refuse(table, "INSERT", there, name="replace")


def _refuse(table, verb, when, name=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{name or verb.lower()} BEFORE {verb} ON {table}"
        f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _changed(table):
    """Some column differs that may not."""
    allowed = MAY_CHANGE.get(table, ())
    columns = [row["name"] for row in sa.inspect(op.get_bind()).get_columns(table)]
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns if name not in allowed)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table in GUARDED:
            for name in ("stands", "is_not_emptied"):
                op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
        for name in ("record_stands", "record_stands_but", "exhibit_stands", "section_stands"):
            op.execute(f"DROP FUNCTION {name}()")
    else:
        for table in GUARDED:
            for verb in ("insert", "update", "delete", "replace"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    for table, column, _other in reversed(POINTERS):
        op.drop_index(f"ix_{table}_{column}", table)
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        else:
            op.drop_column(table, column)
