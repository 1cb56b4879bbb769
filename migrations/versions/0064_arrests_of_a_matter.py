"""An arrest may belong to a matter before a prosecuting office: sealed, the arrest is as well."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "fk_arrest_referral_id"


def upgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE arrest ADD COLUMN referral_id INTEGER"
            f" CONSTRAINT {NAME} REFERENCES prosecution_referral (id)"
        )
    else:
        op.add_column("arrest", sa.Column("referral_id", KEY, nullable=True))
        op.create_foreign_key(NAME, "arrest", "prosecution_referral", ["referral_id"], ["id"])
    op.create_index("ix_arrest_referral_id", "arrest", ["referral_id"])


def downgrade():
    op.drop_index("ix_arrest_referral_id", table_name="arrest")
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("arrest") as batch:
            batch.drop_column("referral_id")
    else:
        op.drop_column("arrest", "referral_id")
