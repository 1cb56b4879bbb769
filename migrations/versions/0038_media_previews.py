"""Previews of sound and film: what became of each, and the stored file that is played."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OUTCOMES = sa.Enum(
    *("MADE", "WITH_GAPS", "NOT_DECODED", "GIVEN_UP", "TOO_LONG"),
    name="outcome",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade():
    op.create_table(
        "media_preview",
        sa.Column("original_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("outcome", OUTCOMES, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(file_id IS NOT NULL) = (outcome IN ('MADE', 'WITH_GAPS'))",
            name=op.f("ck_media_preview_made_has_file"),
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["stored_file.id"], name="fk_media_preview_original_id"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name="fk_media_preview_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_media_preview"),
        sa.UniqueConstraint("original_id", name="uq_media_preview_original_id"),
        sa.UniqueConstraint("file_id", name="uq_media_preview_file_id"),
    )


def downgrade():
    """The stored files stay: they are of the store, and no row of it is deleted."""
    op.drop_table("media_preview")
