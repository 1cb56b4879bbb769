"""Reports that came by the public page."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
_KEYS = {"closure_reason": "code"}


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{_KEYS.get(other, 'id')}"], name=name)


def upgrade():
    _reports()
    _messages()
    _files()


def _reports():
    op.create_table(
        "received_report",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("writes_to", sa.String(80), nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("triage_due_on", sa.Date(), nullable=True),
        sa.Column(
            "identity_mode",
            _words("identitymode", "OPEN", "CONFIDENTIAL", "ANONYMOUS"),
            nullable=False,
        ),
        sa.Column("content_sealed", sa.Text(), nullable=False),
        sa.Column("identity_sealed", sa.Text(), nullable=False),
        sa.Column(
            "state", _words("reportstate", "WAITING", "RECORDED", "DISMISSED"), nullable=False
        ),
        sa.Column("draft_key", sa.String(40), nullable=True),
        sa.Column("opened_by_id", KEY, nullable=True),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("dismissal_code", sa.String(40), nullable=True),
        sa.Column("dismissal_note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'RECORDED') = (case_id IS NOT NULL)",
            name=op.f("ck_received_report_recorded"),
        ),
        sa.CheckConstraint(
            "(state = 'DISMISSED') = (dismissal_code IS NOT NULL)",
            name=op.f("ck_received_report_dismissed"),
        ),
        sa.CheckConstraint(
            "identity_mode <> 'ANONYMOUS' OR identity_sealed = ''",
            name=op.f("ck_received_report_anonymous_without"),
        ),
        _of("received_report", "office_id", "office"),
        _of("received_report", "opened_by_id", "user_account"),
        _of("received_report", "decided_by_id", "user_account"),
        _of("received_report", "case_id", "case_file"),
        _of("received_report", "dismissal_code", "closure_reason"),
        sa.PrimaryKeyConstraint("id", name="pk_received_report"),
        sa.UniqueConstraint("key", name="uq_received_report_key"),
        sa.UniqueConstraint("code_digest", name="uq_received_report_code_digest"),
    )
    op.create_index("ix_received_report_office_id", "received_report", ["office_id", "state"])
    op.create_index("ix_received_report_case_id", "received_report", ["case_id"])


def _messages():
    op.create_table(
        "reporter_message",
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("is_from_reporter", sa.Boolean(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("body_sealed", sa.Text(), nullable=False),
        sa.Column("sent_by_id", KEY, nullable=True),
        sa.Column("posted_at", MOMENT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "NOT is_from_reporter OR posted_at IS NULL", name=op.f("ck_reporter_message_posted")
        ),
        _of("reporter_message", "report_id", "received_report"),
        _of("reporter_message", "sent_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_reporter_message"),
        sa.UniqueConstraint("report_id", "n", name="uq_reporter_message_report_id_n"),
        sa.UniqueConstraint("key", name="uq_reporter_message_key"),
    )


def _files():
    op.create_table(
        "received_file",
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("is_cleaned", sa.Boolean(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("original_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        _of("received_file", "report_id", "received_report"),
        _of("received_file", "message_id", "reporter_message"),
        _of("received_file", "file_id", "stored_file"),
        _of("received_file", "original_id", "stored_file"),
        sa.PrimaryKeyConstraint("id", name="pk_received_file"),
        sa.UniqueConstraint("report_id", "n", name="uq_received_file_report_id_n"),
    )
    op.create_index("ix_received_file_message_id", "received_file", ["message_id"])


def downgrade():
    for table in ("received_file", "reporter_message", "received_report"):
        op.drop_table(table)
