"""Fieldwork: plans, hours, requests for records, leads, handovers."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "activity_kind",
    "investigation_plan",
    "plan_element",
    "plan_step",
    "activity",
    "records_request",
    "request_reply",
    "received_record",
    "investigation_lead",
    "handover",
)


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def upgrade():
    _activity_kind()
    _investigation_plan()
    _plan_element()
    _plan_step()
    _activity()
    _records_request()
    _request_reply()
    _received_record()
    _investigation_lead()
    _handover()


def _activity_kind():
    op.create_table(
        "activity_kind",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_activity_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_activity_kind_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name="pk_activity_kind"),
    )


def _investigation_plan():
    op.create_table(
        "investigation_plan",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("issues", sa.Text(), nullable=False),
        sa.Column("approach", sa.Text(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approved_by_id", KEY, nullable=True),
        sa.Column("approval_note", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of("investigation_plan", "approved_by_id", "user_account.id"),
        _of("investigation_plan", "case_id", "case_file.id"),
        _of("investigation_plan", "investigation_id", "investigation.id"),
        _of("investigation_plan", "written_by_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_investigation_plan"),
        sa.UniqueConstraint("investigation_id", name="uq_investigation_plan_investigation_id"),
    )
    op.create_index("ix_investigation_plan_case_id", "investigation_plan", ["case_id"])


def _plan_element():
    op.create_table(
        "plan_element",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("allegation_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", _words("elementstate", "OPEN", "SHOWN", "NOT_SHOWN"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of("plan_element", "allegation_id", "allegation.id"),
        _of("plan_element", "case_id", "case_file.id"),
        _of("plan_element", "investigation_id", "investigation.id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_element"),
        sa.UniqueConstraint("investigation_id", "n", name="uq_plan_element_investigation_id_n"),
    )
    op.create_index("ix_plan_element_allegation_id", "plan_element", ["allegation_id"])
    op.create_index("ix_plan_element_case_id", "plan_element", ["case_id"])


def _plan_step():
    op.create_table(
        "plan_step",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _words("stepkind", "WITNESS", "RECORD", "DATE"), nullable=False),
        sa.Column("party_id", KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "party_id IS NULL OR kind = 'WITNESS'", name=op.f("ck_plan_step_party_of_witness")
        ),
        sa.CheckConstraint(
            "kind <> 'DATE' OR due_on IS NOT NULL", name=op.f("ck_plan_step_date_has_day")
        ),
        _of("plan_step", "case_id", "case_file.id"),
        _of("plan_step", "investigation_id", "investigation.id"),
        _of("plan_step", "party_id", "party.id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_step"),
        sa.UniqueConstraint("investigation_id", "n", name="uq_plan_step_investigation_id_n"),
    )
    op.create_index("ix_plan_step_case_id", "plan_step", ["case_id"])
    op.create_index("ix_plan_step_party_id", "plan_step", ["party_id"])


def _activity():
    op.create_table(
        "activity",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("kind_code", sa.String(40), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("corrects_id", KEY, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("quarters BETWEEN 0 AND 96", name=op.f("ck_activity_within_a_day")),
        sa.CheckConstraint(
            "quarters > 0 OR corrects_id IS NOT NULL", name=op.f("ck_activity_takes_time")
        ),
        _of("activity", "case_id", "case_file.id"),
        _of("activity", "corrects_id", "activity.id"),
        _of("activity", "investigation_id", "investigation.id"),
        _of("activity", "kind_code", "activity_kind.code"),
        _of("activity", "recorded_by_id", "user_account.id"),
        _of("activity", "user_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("investigation_id", "n", name="uq_activity_investigation_id_n"),
        sa.UniqueConstraint("corrects_id", name="uq_activity_corrects_id"),
    )
    op.create_index("ix_activity_case_id", "activity", ["case_id"])
    op.create_index("ix_activity_investigation_id_on", "activity", ["investigation_id", "on"])


def _records_request():
    op.create_table(
        "records_request",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column(
            "authority",
            _words(
                "authority",
                "VOLUNTARY",
                "CONSENT",
                "ADMINISTRATIVE_SUBPOENA",
                "COURT_ORDER",
                "GRAND_JURY",
            ),
            nullable=False,
        ),
        sa.Column("citation", sa.String(200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            _words(
                "requeststate", "OPEN", "PARTIAL", "COMPLETE", "REFUSED", "NO_RECORDS", "WITHDRAWN"
            ),
            nullable=False,
        ),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= issued_on", name=op.f("ck_records_request_due_after_issue")
        ),
        _of("records_request", "case_id", "case_file.id"),
        _of("records_request", "investigation_id", "investigation.id"),
        _of("records_request", "owner_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_records_request"),
        sa.UniqueConstraint("investigation_id", "n", name="uq_records_request_investigation_id_n"),
    )
    op.create_index("ix_records_request_case_id", "records_request", ["case_id"])
    op.create_index("ix_records_request_owner_id", "records_request", ["owner_id"])
    op.create_index("ix_records_request_state_due_on", "records_request", ["state", "due_on"])


def _request_reply():
    op.create_table(
        "request_reply",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column(
            "kind",
            _words(
                "replykind", "PARTIAL", "COMPLETE", "REFUSED", "NO_RECORDS", "EXTENDED", "WITHDRAWN"
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(kind = 'EXTENDED') = (due_on IS NOT NULL)", name=op.f("ck_request_reply_extended_to")
        ),
        _of("request_reply", "case_id", "case_file.id"),
        _of("request_reply", "request_id", "records_request.id"),
        _of("request_reply", "user_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_request_reply"),
    )
    op.create_index("ix_request_reply_case_id", "request_reply", ["case_id"])
    op.create_index("ix_request_reply_request_id", "request_reply", ["request_id"])


def _received_record():
    op.create_table(
        "received_record",
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        _of("received_record", "case_id", "case_file.id"),
        _of("received_record", "document_id", "document.id"),
        _of("received_record", "reply_id", "request_reply.id"),
        _of("received_record", "request_id", "records_request.id"),
        sa.PrimaryKeyConstraint("id", name="pk_received_record"),
        sa.UniqueConstraint(
            "reply_id", "document_id", name="uq_received_record_reply_id_document_id"
        ),
    )
    op.create_index("ix_received_record_case_id", "received_record", ["case_id"])
    op.create_index("ix_received_record_document_id", "received_record", ["document_id"])
    op.create_index("ix_received_record_request_id", "received_record", ["request_id"])


def _investigation_lead():
    op.create_table(
        "investigation_lead",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("sent_to", sa.String(200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("state", _words("leadstate", "OPEN", "DONE", "NOT_PURSUED"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'OPEN') = (ended_on IS NULL)",
            name=op.f("ck_investigation_lead_ended_has_day"),
        ),
        sa.CheckConstraint(
            "(sent_to = '') = (sent_on IS NULL)", name=op.f("ck_investigation_lead_sent_whole")
        ),
        _of("investigation_lead", "case_id", "case_file.id"),
        _of("investigation_lead", "investigation_id", "investigation.id"),
        _of("investigation_lead", "owner_id", "user_account.id"),
        _of("investigation_lead", "recorded_by_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_investigation_lead"),
        sa.UniqueConstraint(
            "investigation_id", "n", name="uq_investigation_lead_investigation_id_n"
        ),
    )
    op.create_index("ix_investigation_lead_case_id", "investigation_lead", ["case_id"])
    op.create_index("ix_investigation_lead_owner_id", "investigation_lead", ["owner_id"])
    op.create_index("ix_investigation_lead_state_due_on", "investigation_lead", ["state", "due_on"])


def _handover():
    op.create_table(
        "handover",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("from_id", KEY, nullable=True),
        sa.Column("to_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "from_id IS NULL OR from_id <> to_id", name=op.f("ck_handover_to_another")
        ),
        _of("handover", "by_id", "user_account.id"),
        _of("handover", "case_id", "case_file.id"),
        _of("handover", "from_id", "user_account.id"),
        _of("handover", "investigation_id", "investigation.id"),
        _of("handover", "to_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.UniqueConstraint("investigation_id", "n", name="uq_handover_investigation_id_n"),
    )
    op.create_index("ix_handover_case_id", "handover", ["case_id"])


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
