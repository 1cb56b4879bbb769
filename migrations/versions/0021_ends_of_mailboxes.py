"""Mailboxes of reporters end, letters that can't be posted are set aside, and an original in the
vault knows the copy that the case has of it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
COPY = "fk_vault_file_copy_id"


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def upgrade():
    op.add_column("received_report", sa.Column("mailbox_ended_at", MOMENT, nullable=True))
    op.add_column("reporter_message", sa.Column("set_aside_at", MOMENT, nullable=True))
    if _is_sqlite():
        op.execute(
            "ALTER TABLE vault_file ADD COLUMN copy_id INTEGER"
            f" CONSTRAINT {COPY} REFERENCES stored_file (id)"
        )
    else:
        op.add_column("vault_file", sa.Column("copy_id", KEY, nullable=True))
        op.create_foreign_key(COPY, "vault_file", "stored_file", ["copy_id"], ["id"])
    op.create_index("ix_vault_file_copy_id", "vault_file", ["copy_id"])


def downgrade():
    op.drop_index("ix_vault_file_copy_id", "vault_file")
    if not _is_sqlite():
        op.drop_constraint(COPY, "vault_file", type_="foreignkey")
    op.drop_column("vault_file", "copy_id")
    op.drop_column("reporter_message", "set_aside_at")
    op.drop_column("received_report", "mailbox_ended_at")
