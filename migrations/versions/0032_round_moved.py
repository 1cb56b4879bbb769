"""An inventory round says of an item that it left meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NAME = "ck_inventory_round_item_roundresult"
BEFORE = ("EXPECTED", "FOUND", "MISPLACED", "MISSING")


def _allow(*results):
    rows = ", ".join(f"'{name}'" for name in results)
    with op.batch_alter_table("inventory_round_item") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), f"result IN ({rows})")


def upgrade():
    _allow(*BEFORE, "MOVED")


def downgrade():
    rows = sa.table("inventory_round_item", sa.column("result"))
    op.execute(rows.update().where(rows.c.result == "MOVED").values(result="EXPECTED"))
    _allow(*BEFORE)
