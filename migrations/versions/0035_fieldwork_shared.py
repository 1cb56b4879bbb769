"""Leads at other offices, evidence of elements, letters, items that came with a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
EITHER = "(document_id IS NULL) <> (item_id IS NULL)"


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def upgrade():
    op.add_column(
        "records_request",
        sa.Column("return_to", sa.Text(), nullable=False, server_default=sa.text("''")),
    )
    with op.batch_alter_table("received_record") as batch:
        batch.alter_column("document_id", existing_type=KEY, nullable=True)
        batch.add_column(sa.Column("item_id", KEY, nullable=True))
        batch.create_foreign_key("fk_received_record_item_id", "evidence_item", ["item_id"], ["id"])
        batch.create_unique_constraint(
            "uq_received_record_reply_id_item_id", ["reply_id", "item_id"]
        )
        batch.create_check_constraint(op.f("ck_received_record_document_or_item"), EITHER)
    op.create_index("ix_received_record_item_id", "received_record", ["item_id"])
    _element_proof()
    _sent_lead()


def _element_proof():
    table = "element_proof"
    op.create_table(
        table,
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("element_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=True),
        sa.Column("statement_id", KEY, nullable=True),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("weight", _words("weight", "FOR", "AGAINST"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_element_proof_points_to_one"),
        ),
        _of(table, "case_id", "case_file.id"),
        _of(table, "investigation_id", "investigation.id"),
        _of(table, "element_id", "plan_element.id"),
        _of(table, "item_id", "evidence_item.id"),
        _of(table, "statement_id", "statement.id"),
        _of(table, "document_id", "document.id"),
        _of(table, "recorded_by_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_element_proof"),
        sa.UniqueConstraint("element_id", "item_id", name="uq_element_proof_element_id_item_id"),
        sa.UniqueConstraint(
            "element_id", "statement_id", name="uq_element_proof_element_id_statement_id"
        ),
        sa.UniqueConstraint(
            "element_id", "document_id", name="uq_element_proof_element_id_document_id"
        ),
    )
    for column in ("case_id", "investigation_id", "item_id", "statement_id", "document_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _sent_lead():
    table = "sent_lead"
    op.create_table(
        table,
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.Column("from_office_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            _words("sentstate", "SENT", "ANSWERED", "DECLINED", "RECALLED"),
            nullable=False,
        ),
        sa.Column("sent_by_id", KEY, nullable=True),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "office_id <> from_office_id", name=op.f("ck_sent_lead_to_another_office")
        ),
        sa.CheckConstraint(
            "(state IN ('ANSWERED', 'DECLINED')) = (answered_at IS NOT NULL)",
            name=op.f("ck_sent_lead_answered_whole"),
        ),
        _of(table, "case_id", "case_file.id"),
        _of(table, "investigation_id", "investigation.id"),
        _of(table, "lead_id", "investigation_lead.id"),
        _of(table, "from_office_id", "office.id"),
        _of(table, "office_id", "office.id"),
        _of(table, "sent_by_id", "user_account.id"),
        _of(table, "owner_id", "user_account.id"),
        _of(table, "answered_by_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_sent_lead"),
    )
    for column in ("case_id", "investigation_id", "lead_id", "owner_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_sent_lead_office_id_state", table, ["office_id", "state"])
    op.create_index(
        "uq_sent_lead_waiting",
        table,
        ["lead_id"],
        unique=True,
        sqlite_where=sa.text("state = 'SENT'"),
        postgresql_where=sa.text("state = 'SENT'"),
    )


def downgrade():
    op.drop_table("sent_lead")
    op.drop_table("element_proof")
    op.execute("DELETE FROM received_record WHERE document_id IS NULL")
    op.drop_index("ix_received_record_item_id", table_name="received_record")
    with op.batch_alter_table("received_record") as batch:
        batch.drop_constraint(op.f("ck_received_record_document_or_item"), type_="check")
        batch.drop_constraint("uq_received_record_reply_id_item_id", type_="unique")
        batch.drop_constraint("fk_received_record_item_id", type_="foreignkey")
        batch.drop_column("item_id")
        batch.alter_column("document_id", existing_type=KEY, nullable=False)
    op.drop_column("records_request", "return_to")
