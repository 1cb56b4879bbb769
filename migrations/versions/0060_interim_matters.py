"""What an interim matter is for, once a matter."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

PURPOSES = ("LEAVE", "DUTY_STATUS", "INDEFINITE_SUSPENSION", "CRIME_PROVISION", "PROBATION")
ONCE = sa.text("purpose IS NOT NULL AND status <> 'RETURNED'")


def upgrade() -> None:
    with op.batch_alter_table("lr_referral") as batch:
        batch.add_column(
            sa.Column(
                "purpose",
                sa.Enum(
                    *PURPOSES,
                    name="interimpurpose",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch.create_check_constraint(
            op.f("ck_lr_referral_interim_has_purpose"), "(kind = 'INTERIM') = (purpose IS NOT NULL)"
        )
    op.create_index(
        "uq_lr_referral_interim",
        "lr_referral",
        ["party_id", "purpose"],
        unique=True,
        sqlite_where=ONCE,
        postgresql_where=ONCE,
    )


def downgrade() -> None:
    op.drop_index("uq_lr_referral_interim", table_name="lr_referral")
    with op.batch_alter_table("lr_referral") as batch:
        batch.drop_constraint(op.f("ck_lr_referral_interim_has_purpose"), type_="check")
        batch.drop_constraint(op.f("ck_lr_referral_interimpurpose"), type_="check")
        batch.drop_column("purpose")
