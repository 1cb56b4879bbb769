"""Social Security numbers, roles of another forum, and what a merge took from the other record."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLES = (
    "SUBJECT",
    "COMPLAINANT",
    "VICTIM",
    "WITNESS",
    "REPORTING_OFFICIAL",
    "OFFICIAL_WITNESS",
    "REPRESENTATIVE",
    "CONFIDENTIAL_SOURCE",
    "OTHER_INVOLVED",
)
FORUM = ("EEO_COMPLAINANT", "OSC_COMPLAINANT", "GRIEVANT")
CHECK = "ck_party_partyrole"


def upgrade():
    op.add_column("person", sa.Column("ssn_sealed", sa.Text(), nullable=True))
    op.add_column(
        "person_merge",
        sa.Column("replaced", sa.Text(), nullable=False, server_default=sa.text("'{}'")),
    )
    _allow(ROLES, (*ROLES, *FORUM))


def _allow(before, after):
    """Let the roles be those of `after`."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(CHECK), "party", type_="check")
        op.create_check_constraint(op.f(CHECK), "party", f"role IN ({_listed(after)})")
        return
    # Not by copying the table: others point at it. SQLite's own procedure for a CHECK: the stored
    # statement is written anew, and the number of the schema tells every connection to read it.
    held = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'party'"
    )
    written = held.scalar_one()
    old = f"IN ({_listed(before)})"
    if written.count(old) != 1:
        raise RuntimeError("the roles of party are not those that the migration expects")
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    run = op.get_bind().exec_driver_sql
    run("PRAGMA writable_schema = ON")
    run(
        "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'party'",
        (written.replace(old, f"IN ({_listed(after)})"),),
    )
    run(f"PRAGMA schema_version = {version + 1}")
    run("PRAGMA writable_schema = RESET")


def _listed(roles):
    return ", ".join(f"'{role}'" for role in roles)


def downgrade():
    party = sa.table("party", sa.column("role"))
    op.execute(party.update().where(party.c.role.in_(FORUM)).values(role="COMPLAINANT"))
    _allow((*ROLES, *FORUM), ROLES)
    op.drop_column("person_merge", "replaced")
    op.drop_column("person", "ssn_sealed")
