"""Discipline from before the system, or of another agency."""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE, PRIOR = "outside_discipline", "prior_discipline"
KINDS = sa.Enum(
    *("EXPIRES", "CANCELLED", "CLEARED"),
    name="markkind",
    native_enum=False,
    create_constraint=True,
    length=40,
)
CHECKS = {
    "verified_by_another": "verified_by_id IS NULL OR verified_by_id <> entered_by_id",
    "verified_whole": "(verified_by_id IS NULL) = (verified_at IS NULL)",
    "withdrawn_has_reason": (
        "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)"
        " AND (withdrawn_at IS NULL) = (withdrawn_because = '')"
    ),
    "correction_has_reason": "(corrects_id IS NULL) = (corrected_because = '')",
    "ended_whole": "(ended IS NULL) = (ended_on IS NULL)",
    "ended_early": "ended IS NULL OR ended <> 'EXPIRES'",
    "days": "days IS NULL OR days >= 1",
    "says_what": "imposed_by <> '' AND charge <> '' AND source_document <> ''",
    "misconduct_before": "misconduct_on IS NULL OR misconduct_on <= decided_on",
}
TARGETS = {
    "person_id": "person.id",
    "agency_id": "agency.id",
    "office_id": "office.id",
    "corrects_id": "outside_discipline.id",
    "action_type_code": "action_type.code",
    "entered_by_id": "user_account.id",
    "verified_by_id": "user_account.id",
    "withdrawn_by_id": "user_account.id",
}
#: What was entered stays; whose record it is follows a merge of persons.
FIXED = (
    *("id", "created_at", "agency_id", "office_id", "corrects_id", "corrected_because"),
    *("imposed_by", "action_type_code", "days", "charge", "offense_code", "misconduct_on"),
    *("decided_on", "received_on", "effective_on", "in_writing", "contestable", "is_final"),
    *("expires_on", "ended", "ended_on", "source_document", "entered_by_id"),
)
#: Set once: who verified it, who withdrew it.
ONCE = ("verified_by_id", "verified_at", "withdrawn_by_id", "withdrawn_at")
SAID = "discipline from outside the system stays as it was entered"


def upgrade():
    _table()
    _stands()
    _prior()


def _table():
    op.create_table(
        TABLE,
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("corrects_id", KEY, nullable=True),
        sa.Column("corrected_because", sa.Text(), nullable=False),
        sa.Column("imposed_by", sa.String(length=200), nullable=False),
        sa.Column("action_type_code", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("charge", sa.Text(), nullable=False),
        sa.Column("offense_code", sa.String(length=40), nullable=False),
        sa.Column("misconduct_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.Boolean(), nullable=False)
            for name in ("in_writing", "contestable", "is_final")
        ),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended", KINDS, nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("source_document", sa.String(length=300), nullable=False),
        sa.Column("entered_by_id", KEY, nullable=False),
        sa.Column("verified_by_id", KEY, nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", KEY, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *(sa.CheckConstraint(t, name=op.f(f"ck_{TABLE}_{n}")) for n, t in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{TABLE}_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("person_id", "agency_id", "office_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    op.create_index(f"uq_{TABLE}_corrects_id", TABLE, ["corrects_id"], unique=True)


def _stands():
    changed = [f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED]
    changed += [f"(OLD.{n} IS NOT NULL AND NEW.{n} IS DISTINCT FROM OLD.{n})" for n in ONCE]
    changed.append(
        "(OLD.withdrawn_because <> '' AND NEW.withdrawn_because <> OLD.withdrawn_because)"
    )
    when = " OR ".join(changed)
    if op.get_bind().dialect.name == "sqlite":
        when = when.replace("IS DISTINCT FROM", "IS NOT")
        there = f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"
        # INSERT OR REPLACE deletes without firing the DELETE trigger.
        for name, verb, told in (
            ("update", "UPDATE", when),
            ("delete", "DELETE", "1"),
            ("replace", "INSERT", there),
        ):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {verb} ON {TABLE}"
                f" WHEN {told} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {TABLE}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' OR {when} THEN"
        f" RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    for name, verbs, per, call in (
        ("stays", "UPDATE OR DELETE", "ROW", f"{TABLE}_stays()"),
        ("is_not_emptied", "TRUNCATE", "STATEMENT", "record_stands()"),
    ):
        op.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {verbs} ON {TABLE}"
            f" FOR EACH {per} EXECUTE FUNCTION {call}"
        )
        # ALWAYS: a session in replica mode does not get past them.
        op.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_{name}")


ONE = "(prior_action_id IS NULL) <> (outside_id IS NULL)"
NAME = "ck_prior_discipline_of_one_record"
UNIQUE = "uq_prior_discipline_action_id_outside_id"
INDEX = "ix_prior_discipline_outside_id"
REFERENCE = "fk_prior_discipline_outside_id"


def _prior():
    """What a proposal looked up may be a record from outside."""
    with _remade() as batch:
        batch.alter_column("prior_action_id", existing_type=KEY, nullable=True)
        batch.add_column(sa.Column("outside_id", KEY, nullable=True))
        batch.add_column(
            sa.Column("imposed_by", sa.String(length=200), nullable=False, server_default="")
        )
        batch.create_foreign_key(op.f(REFERENCE), TABLE, ["outside_id"], ["id"])
        batch.create_check_constraint(op.f(NAME), ONE)
        batch.create_unique_constraint(op.f(UNIQUE), ["action_id", "outside_id"])
    op.create_index(op.f(INDEX), PRIOR, ["outside_id"])


@contextmanager
def _remade():
    """Change the table. SQLite makes it anew, and loses the triggers that keep what a proposal was
    held to: they are put back as they were."""
    triggers = []
    if op.get_bind().dialect.name == "sqlite":
        kept = op.get_bind().exec_driver_sql(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{PRIOR}'"
        )
        triggers = kept.all()
    for name, _sql in triggers:
        op.execute(f"DROP TRIGGER {name}")
    counted = sa.CheckConstraint(
        "counts OR NOT cited", name=op.f("ck_prior_discipline_cited_counts")
    )
    with op.batch_alter_table(PRIOR, table_args=(counted,)) as batch:
        yield batch
    for _name, sql in triggers:
        op.execute(sql)


def downgrade():
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_index(op.f(INDEX), PRIOR)
    _drop_outside(postgresql)
    with _remade() as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.drop_constraint(op.f(UNIQUE), type_="unique")
        batch.drop_constraint(op.f(REFERENCE), type_="foreignkey")
        batch.drop_column("outside_id")
        batch.drop_column("imposed_by")
        batch.alter_column("prior_action_id", existing_type=KEY, nullable=False)
    op.drop_table(TABLE)
    if postgresql:
        op.execute(f"DROP FUNCTION {TABLE}_stays()")


def _drop_outside(postgresql):
    """The lines that the earlier form can't hold."""
    if postgresql:
        op.execute(f"ALTER TABLE {PRIOR} DISABLE TRIGGER {PRIOR}_stands")
        op.execute(f"DELETE FROM {PRIOR} WHERE outside_id IS NOT NULL")
        op.execute(f"ALTER TABLE {PRIOR} ENABLE ALWAYS TRIGGER {PRIOR}_stands")
        return
    kept = op.get_bind().exec_driver_sql(
        f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{PRIOR}_no_delete'"
    )
    guard = kept.scalar_one()
    op.execute(f"DROP TRIGGER {PRIOR}_no_delete")
    op.execute(f"DELETE FROM {PRIOR} WHERE outside_id IS NOT NULL")
    op.execute(guard)
