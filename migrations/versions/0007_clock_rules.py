"""Deadline rules per agency and case type."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: column, its type, and what it refers to.
SCOPES = (
    ("agency_id", sa.BigInteger(), "INTEGER", "agency", "id"),
    ("case_type_code", sa.String(length=40), "VARCHAR(40)", "case_type", "code"),
)


def upgrade():
    for column, kind, sqlite_kind, table, key in SCOPES:
        name = f"fk_deadline_rule_{column}"
        if op.get_bind().dialect.name == "sqlite":
            # Rebuilding the table, as a batch would, is refused while clocks refer to it.
            op.execute(
                f"ALTER TABLE deadline_rule ADD COLUMN {column} {sqlite_kind}"
                f" CONSTRAINT {name} REFERENCES {table} ({key})"
            )
        else:
            op.add_column("deadline_rule", sa.Column(column, kind, nullable=True))
            op.create_foreign_key(name, "deadline_rule", table, [column], [key])


def downgrade():
    # A rule of one agency or type must not become everybody's.
    op.execute(
        "UPDATE deadline_rule SET valid_from = '1900-01-01', valid_to = '1900-01-01'"
        " WHERE agency_id IS NOT NULL OR case_type_code IS NOT NULL"
    )
    for column, _kind, _sqlite_kind, _table, _key in reversed(SCOPES):
        if op.get_bind().dialect.name != "sqlite":
            op.drop_constraint(f"fk_deadline_rule_{column}", "deadline_rule")
        op.drop_column("deadline_rule", column)
