"""Two records of one person made one, and relations that are declared by name."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAIR = "uq_declared_relation_person_id_related_id"
CONFIRMED = "confirmed_has_person"


def upgrade():
    _merged_into()
    op.create_table(
        "person_merge",
        sa.Column("kept_id", KEY, nullable=False),
        sa.Column("merged_id", KEY, nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filled", sa.Text(), nullable=False),
        sa.Column("alias_id", KEY, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", KEY, nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name="fk_person_merge_kept_id"),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name="fk_person_merge_merged_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_person_merge_user_id"),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name="fk_person_merge_undone_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_merge"),
    )
    op.create_index("ix_person_merge_kept_id", "person_merge", ["kept_id"])
    op.create_index("ix_person_merge_merged_id", "person_merge", ["merged_id"])
    op.create_table(
        "person_merge_row",
        sa.Column("merge_id", KEY, nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("column_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["person_merge.id"], name="fk_person_merge_row_merge_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_merge_row"),
    )
    op.create_index("ix_person_merge_row_merge", "person_merge_row", ["merge_id", "entity"])
    with op.batch_alter_table("declared_relation") as batch:
        batch.drop_constraint(PAIR, type_="unique")
        batch.alter_column("related_id", existing_type=KEY, nullable=True)
        for name, length in (("related_name", 200), ("related_number", 40)):
            batch.add_column(
                sa.Column(
                    name, sa.String(length=length), nullable=False, server_default=sa.text("''")
                )
            )
        batch.create_check_constraint(CONFIRMED, "confirmed_at IS NULL OR related_id IS NOT NULL")


def _merged_into():
    if op.get_bind().dialect.name == "sqlite":
        # Not by copying the table: others point at it.
        op.execute(
            "ALTER TABLE person ADD COLUMN merged_into_id INTEGER"
            " CONSTRAINT fk_person_merged_into_id REFERENCES person (id)"
        )
    else:
        op.add_column("person", sa.Column("merged_into_id", KEY, nullable=True))
        op.create_foreign_key(
            "fk_person_merged_into_id", "person", "person", ["merged_into_id"], ["id"]
        )
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"])


def downgrade():
    # What was merged stays where it is: without the journal nobody could part it any more.
    relation = sa.table(
        "declared_relation", sa.column("id"), sa.column("person_id"), sa.column("related_id")
    )
    other = relation.alias("other")
    newest = sa.select(sa.func.max(other.c.id)).group_by(other.c.person_id, other.c.related_id)
    op.execute(
        relation.delete().where(
            sa.or_(relation.c.related_id.is_(None), relation.c.id.not_in(newest))
        )
    )
    with op.batch_alter_table("declared_relation") as batch:
        batch.drop_constraint(CONFIRMED, type_="check")
        batch.drop_column("related_name")
        batch.drop_column("related_number")
        batch.alter_column("related_id", existing_type=KEY, nullable=False)
        batch.create_unique_constraint(PAIR, ["person_id", "related_id"])
    op.drop_table("person_merge_row")
    op.drop_table("person_merge")
    op.drop_index("ix_person_merged_into_id", table_name="person")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_person_merged_into_id", "person", type_="foreignkey")
    op.drop_column("person", "merged_into_id")
