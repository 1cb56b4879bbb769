"""Charges have numbered specifications; all of it stands from the proposal on."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("charge", "charge_specification", "specification_exhibit")
#: What the decision adds to a specification, once.
DECIDED = ("is_sustained", "version")
REFUSED = "charges stand as they were proposed"


def upgrade():
    _specifications()
    _exhibits()
    op.execute(
        "INSERT INTO charge_specification (charge_id, action_id, case_id, n, allegation_subject_id,"
        " finding_id, text, incident_from, incident_to, place, is_sustained, created_at, version)"
        " SELECT c.id, c.action_id, c.case_id, 1, c.allegation_subject_id, f.id, c.specification,"
        " a.incident_from, a.incident_to, '', c.is_sustained, c.created_at, 1 FROM charge c"
        " LEFT JOIN allegation_subject s ON s.id = c.allegation_subject_id"
        " LEFT JOIN allegation a ON a.id = s.allegation_id"
        " LEFT JOIN finding f ON f.allegation_subject_id = s.id AND f.superseded_at IS NULL"
        " WHERE c.specification <> ''"
    )
    for column in ("specification", "is_sustained"):
        op.execute(f"ALTER TABLE charge DROP COLUMN {column}")
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _specifications():
    op.create_table(
        "charge_specification",
        sa.Column("charge_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("allegation_subject_id", KEY, nullable=True),
        sa.Column("finding_id", KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("incident_from", sa.Date(), nullable=True),
        sa.Column("incident_to", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("is_sustained", sa.Boolean(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "incident_to IS NULL OR incident_to >= incident_from",
            name=op.f("ck_charge_specification_incident"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_charge_specification_has_text")),
        *_keys(
            "charge_specification",
            charge_id="charge",
            action_id="disciplinary_action",
            case_id="case_file",
            allegation_subject_id="allegation_subject",
            finding_id="finding",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_specification")),
        sa.UniqueConstraint("charge_id", "n", name=op.f("uq_charge_specification_charge_id_n")),
    )
    _indexes("charge_specification", "action_id", "case_id", "allegation_subject_id")


def _exhibits():
    op.create_table(
        "specification_exhibit",
        sa.Column("specification_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("exhibit_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *_keys(
            "specification_exhibit",
            specification_id="charge_specification",
            action_id="disciplinary_action",
            case_id="case_file",
            exhibit_id="exhibit",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_specification_exhibit")),
        sa.UniqueConstraint(
            "specification_id",
            "exhibit_id",
            name=op.f("uq_specification_exhibit_specification_id_exhibit_id"),
        ),
    )
    _indexes("specification_exhibit", "action_id", "case_id", "exhibit_id")


def _keys(table, **targets):
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _indexes(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _guard_postgresql():
    op.execute(
        "CREATE FUNCTION charges_stand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN"
        " IF to_jsonb(OLD) -> 'is_sustained' = 'null'::jsonb"
        " AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF; END IF;"
        " IF EXISTS (SELECT 1 FROM disciplinary_action WHERE status <> 'DRAFT'"
        " AND (TG_OP <> 'INSERT' AND id = OLD.action_id"
        " OR TG_OP <> 'DELETE' AND id = NEW.action_id))"
        f" THEN RAISE EXCEPTION '{REFUSED}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    allowed = ", ".join(f"'{name}'" for name in DECIDED)
    for table in TABLES:
        call = f"charges_stand({allowed if table == 'charge_specification' else ''})"
        _trigger(table, "stands", "INSERT OR UPDATE OR DELETE", call)
        _trigger(table, "is_not_emptied", "TRUNCATE", "record_stands()", per="STATEMENT")


def _trigger(table, name, verbs, call, *, per="ROW"):
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verbs} ON {table}"
        f" FOR EACH {per} EXECUTE FUNCTION {call}"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")


def _guard_sqlite():
    for table in TABLES:
        before, after = _is_proposed("OLD.action_id"), _is_proposed("NEW.action_id")
        changed = ""
        if table == "charge_specification":
            columns = [row["name"] for row in sa.inspect(op.get_bind()).get_columns(table)]
            differs = " OR ".join(f"OLD.{n} IS NOT NEW.{n}" for n in columns if n not in DECIDED)
            changed = f" AND (OLD.is_sustained IS NOT NULL OR {differs})"
        _refuse(table, "INSERT", after)
        _refuse(table, "UPDATE", f"({before} OR {after}){changed}")
        _refuse(table, "DELETE", before)
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        was = f"(SELECT action_id FROM {table} WHERE id = NEW.id)"
        _refuse(table, "INSERT", _is_proposed(was), name="replace")


def _is_proposed(key):
    return f"EXISTS (SELECT 1 FROM disciplinary_action WHERE id = {key} AND status <> 'DRAFT')"


def _refuse(table, verb, when, name=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{name or verb.lower()} BEFORE {verb} ON {table}"
        f" WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def downgrade():
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        if postgresql:
            for name in ("stands", "is_not_emptied"):
                op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
            continue
        for verb in ("insert", "update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    if postgresql:
        op.execute("DROP FUNCTION charges_stand()")
    op.execute("ALTER TABLE charge ADD COLUMN specification TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE charge ADD COLUMN is_sustained BOOLEAN")
    joined = (
        "string_agg(text, chr(10) ORDER BY n)" if postgresql else "group_concat(text, char(10))"
    )
    best = "bool_or(is_sustained)" if postgresql else "max(is_sustained)"
    of_charge = "FROM charge_specification s WHERE s.charge_id = charge.id"
    op.execute(
        f"UPDATE charge SET specification = coalesce((SELECT {joined} {of_charge}), ''),"
        f" is_sustained = (SELECT {best} {of_charge})"
    )
    op.drop_table("specification_exhibit")
    op.drop_table("charge_specification")
