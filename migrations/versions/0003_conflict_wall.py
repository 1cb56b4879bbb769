"""What the conflict wall knows: counterpart offices, confirmed relations, requests by two persons,
lifted recusals, and whom a supervisor found not to be meant by a description."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RELATION = sa.Enum(
    "SPOUSE",
    "PARTNER",
    "PARENT_OR_CHILD",
    "SIBLING",
    "OTHER_RELATIVE",
    "HOUSEHOLD",
    "CLOSE_FRIEND",
    "BUSINESS",
    name="relationkind",
    native_enum=False,
    create_constraint=True,
    length=40,
)
STATE = sa.Enum(
    "ASKED",
    "GRANTED",
    "REFUSED",
    name="glassstate",
    native_enum=False,
    create_constraint=True,
    length=40,
)
#: Offices that every installation starts with, each the other's counterpart.
COUNTERPARTS = (("IA", "OPR"), ("OPR", "IA"))


def upgrade():
    _offices()
    with op.batch_alter_table("vault_identity") as batch:
        batch.drop_constraint("uq_vault_identity_party_id", type_="unique")
        batch.add_column(sa.Column("cleared_person_id", KEY, nullable=True))
        batch.create_foreign_key(
            "fk_vault_identity_cleared_person_id", "person", ["cleared_person_id"], ["id"]
        )
        batch.create_index("ix_vault_identity_party_id", ["party_id"])
    with op.batch_alter_table("recusal") as batch:
        batch.add_column(sa.Column("lifted_by_id", KEY, nullable=True))
        batch.add_column(
            sa.Column("lifted_reason", sa.Text(), nullable=False, server_default=sa.text("''"))
        )
        batch.create_foreign_key(
            "fk_recusal_lifted_by_id", "user_account", ["lifted_by_id"], ["id"]
        )
    with op.batch_alter_table("declared_relation") as batch:
        batch.add_column(
            sa.Column("kind", RELATION, nullable=False, server_default="OTHER_RELATIVE")
        )
        for name in ("confirmed_at", "end_requested_at", "ended_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in ("declared_by_id", "confirmed_by_id"):
            batch.add_column(sa.Column(name, KEY, nullable=True))
            batch.create_foreign_key(f"fk_declared_relation_{name}", "user_account", [name], ["id"])
    _break_glass()


def _offices():
    if op.get_bind().dialect.name == "sqlite":
        # Not by copying the table: others point at it.
        op.execute(
            "ALTER TABLE office ADD COLUMN counterpart_id INTEGER"
            " CONSTRAINT fk_office_counterpart_id REFERENCES office (id)"
        )
    else:
        op.add_column("office", sa.Column("counterpart_id", KEY, nullable=True))
        op.create_foreign_key(
            "fk_office_counterpart_id", "office", "office", ["counterpart_id"], ["id"]
        )
    office = sa.table("office", sa.column("id"), sa.column("code"), sa.column("counterpart_id"))
    other = office.alias("other")
    for code, counterpart in COUNTERPARTS:
        found = sa.select(other.c.id).where(other.c.code == counterpart).scalar_subquery()
        op.execute(office.update().where(office.c.code == code).values(counterpart_id=found))


def _break_glass():
    op.create_table(
        "break_glass",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_break_glass_case_id"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name="fk_break_glass_asked_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name="fk_break_glass_decided_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name="fk_break_glass_membership_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_break_glass"),
    )
    op.create_index("ix_break_glass_case_state", "break_glass", ["case_id", "state"])
    op.create_index("ix_break_glass_asked_by_id", "break_glass", ["asked_by_id"])


def downgrade():
    op.drop_table("break_glass")
    with op.batch_alter_table("declared_relation") as batch:
        batch.drop_constraint("relationkind", type_="check")
        for name in ("declared_by_id", "confirmed_by_id"):
            batch.drop_constraint(f"fk_declared_relation_{name}", type_="foreignkey")
            batch.drop_column(name)
        for name in ("kind", "confirmed_at", "end_requested_at", "ended_at"):
            batch.drop_column(name)
    with op.batch_alter_table("recusal") as batch:
        batch.drop_constraint("fk_recusal_lifted_by_id", type_="foreignkey")
        batch.drop_column("lifted_by_id")
        batch.drop_column("lifted_reason")
    # One row for a party again: what was only guessed from a name goes first.
    vault = sa.table("vault_identity", sa.column("id"), sa.column("party_id"), sa.column("sealed"))
    other = vault.alias("other")
    sealed = sa.select(other.c.party_id).where(other.c.sealed != "")
    op.execute(vault.delete().where(vault.c.sealed == "", vault.c.party_id.in_(sealed)))
    newest = sa.select(sa.func.max(other.c.id)).group_by(other.c.party_id)
    op.execute(vault.delete().where(vault.c.sealed == "", vault.c.id.not_in(newest)))
    with op.batch_alter_table("vault_identity") as batch:
        batch.drop_index("ix_vault_identity_party_id")
        batch.drop_constraint("fk_vault_identity_cleared_person_id", type_="foreignkey")
        batch.drop_column("cleared_person_id")
        batch.create_unique_constraint("uq_vault_identity_party_id", ["party_id"])
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_office_counterpart_id", "office", type_="foreignkey")
    op.drop_column("office", "counterpart_id")
