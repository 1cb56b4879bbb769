"""The foundation: every table of the first issue."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "action_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "tier",
            sa.Enum(
                "none",
                "non-disciplinary",
                "formal",
                "adverse",
                "probation",
                "statutory",
                "agreement",
                "separation",
                "reinstated",
                name="actiontier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "subpart",
            sa.Enum(
                "B",
                "D",
                "none",
                name="subpart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "appeal_route",
            sa.Enum(
                "none",
                "grievance-if-agreed",
                "grievance",
                "mspb",
                "mspb-or-grievance",
                "limited",
                "waived",
                "as-law-gives",
                name="appealroute",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "penalty_group",
            sa.Enum(
                "no-action",
                "counseling",
                "reprimand",
                "suspension-1-14",
                "suspension-15-plus",
                "demotion",
                "removal",
                "left",
                "other",
                name="penaltygroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_disciplinary", sa.Boolean(), nullable=False),
        sa.Column("counts_as_formal", sa.Boolean(), nullable=False),
        sa.Column("is_outcome", sa.Boolean(), nullable=False),
        sa.Column("needs_days", sa.Boolean(), nullable=False),
        sa.Column("min_days", sa.Integer(), nullable=True),
        sa.Column("max_days", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_action_type_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_action_type_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_action_type")),
    )
    op.create_table(
        "admin_close_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_admin_close_reason_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_admin_close_reason_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_admin_close_reason")),
    )
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("is_legacy", sa.Boolean(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "allegation_group",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_allegation_group_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_allegation_group_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_allegation_group")),
    )
    op.create_table(
        "appeal_forum",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_rule", sa.String(length=40), nullable=True),
        sa.Column("election", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_appeal_forum_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_appeal_forum_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_appeal_forum")),
    )
    op.create_table(
        "appeal_outcome",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_appeal", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_appeal_outcome_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_appeal_outcome_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_appeal_outcome")),
    )
    op.create_table(
        "audit_event",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ground", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at", "id"], unique=False)
    op.create_index("ix_audit_event_case_id_at", "audit_event", ["case_id", "at"], unique=False)
    op.create_index("ix_audit_event_person_id_at", "audit_event", ["person_id", "at"], unique=False)
    op.create_index("ix_audit_event_user_id_at", "audit_event", ["user_id", "at"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "first_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("last_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "audit_seal_entry",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_seal_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_seal_entry_event_id")),
    )
    op.create_table(
        "case_counter",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fiscal_year", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "case_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_investigation", sa.Boolean(), nullable=False),
        sa.Column("is_criminal", sa.Boolean(), nullable=False),
        sa.Column("allows_fact_finding", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_case_type_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_case_type_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_case_type")),
    )
    op.create_table(
        "closure_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at_triage", sa.Boolean(), nullable=False),
        sa.Column("at_end", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_closure_reason_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_closure_reason_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_closure_reason")),
    )
    op.create_table(
        "complainant_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_complainant_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_complainant_kind_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_complainant_kind")),
    )
    op.create_table(
        "corruption_axis",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_corruption_axis_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_corruption_axis_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_corruption_axis")),
    )
    op.create_table(
        "deadline_rule",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column(
            "combine",
            sa.Enum(
                "single",
                "latest",
                "earliest",
                name="combine",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "first_day",
            sa.Enum(
                "next",
                "same",
                name="firstday",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "roll",
            sa.Enum(
                "none", "forward", name="roll", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "deadline",
                "floor",
                "minimum",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("closings_count", sa.Boolean(), nullable=False),
        sa.Column("pausable", sa.Boolean(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND version >= 1", name=op.f("ck_deadline_rule_code_form")
        ),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_deadline_rule_valid_period"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_rule")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_deadline_rule_code_version")),
    )
    op.create_table(
        "declination_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_declination_reason_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_declination_reason_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_declination_reason")),
    )
    op.create_table(
        "disclosure_condition",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("citation", sa.String(length=40), nullable=False),
        sa.Column("needs_accounting", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_disclosure_condition_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_disclosure_condition_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_disclosure_condition")),
    )
    op.create_table(
        "douglas_factor",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_douglas_factor_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_douglas_factor_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_douglas_factor")),
    )
    op.create_table(
        "evidence_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_digital", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_evidence_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_evidence_kind_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_evidence_kind")),
    )
    op.create_table(
        "finding_code",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("is_substantiating", sa.Boolean(), nullable=False),
        sa.Column("needs_reason", sa.Boolean(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "yes",
                "part",
                "open",
                "not",
                "admin",
                name="findingmark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_finding_code_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_finding_code_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_finding_code")),
    )
    op.create_table(
        "handling_flag",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_effect", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_handling_flag_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_handling_flag_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_handling_flag")),
    )
    op.create_table(
        "holiday",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "STATUTORY",
                "EXECUTIVE_CLOSING",
                name="holidaykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("date", "kind", name=op.f("uq_holiday_date_kind")),
    )
    op.create_table(
        "import_run",
        sa.Column("mapping", sa.String(length=60), nullable=False),
        sa.Column("mapping_sha256", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column(
            "prefer",
            sa.Enum(
                "STORED",
                "INCOMING",
                name="prefer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "RUNNING",
                "STOPPED",
                "DONE",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "intake_method",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_intake_method_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_intake_method_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_intake_method")),
    )
    op.create_table(
        "interview_warning",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_compelled", sa.Boolean(), nullable=False),
        sa.Column("is_parallel", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_interview_warning_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_interview_warning_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_interview_warning")),
    )
    op.create_table(
        "link_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inverse_label", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_link_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_link_kind_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_kind")),
    )
    op.create_table(
        "nature_of_action",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_nature_of_action_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_nature_of_action_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_nature_of_action")),
    )
    op.create_table(
        "no_action_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_no_action_reason_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_no_action_reason_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_no_action_reason")),
    )
    op.create_table(
        "oig_rule",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_oig_rule_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_oig_rule_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_oig_rule")),
    )
    op.create_table(
        "outcome_coding",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_outcome_coding_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_outcome_coding_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outcome_coding")),
    )
    op.create_table(
        "outcome_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_outcome_reason_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_outcome_reason_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outcome_reason")),
    )
    op.create_table(
        "person_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_person_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_person_kind_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_person_kind")),
    )
    op.create_table(
        "principal",
        sa.Column(
            "kind",
            sa.Enum(
                "OFFICE",
                "USER",
                name="principalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principal")),
    )
    op.create_table(
        "prosecution_level",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_prosecution_level_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_prosecution_level_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_prosecution_level")),
    )
    op.create_table(
        "refer_out_target",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_refer_out_target_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_refer_out_target_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_refer_out_target")),
    )
    op.create_table(
        "report_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_report_type_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_report_type_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_report_type")),
    )
    op.create_table(
        "retention_class",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("counted_from", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_retention_class_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_retention_class_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_retention_class")),
    )
    op.create_table(
        "reveal_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_reveal_reason_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_reveal_reason_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_reveal_reason")),
    )
    op.create_table(
        "routine_use",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter", sa.String(length=4), nullable=True),
        sa.Column("letter_verified", sa.Boolean(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_routine_use_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_routine_use_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_routine_use")),
    )
    op.create_table(
        "service_method",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("needs_proof", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_service_method_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_service_method_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_method")),
    )
    op.create_table(
        "severity_class",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_severity_class_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_severity_class_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_severity_class")),
    )
    op.create_table(
        "share_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_share_reason_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_share_reason_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_share_reason")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "statement_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sworn", sa.Boolean(), nullable=False),
        sa.Column("under_penalty_of_perjury", sa.Boolean(), nullable=False),
        sa.Column("is_recording", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_statement_kind_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_statement_kind_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_statement_kind")),
    )
    op.create_table(
        "system_accessed",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_system_accessed_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_system_accessed_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_system_accessed")),
    )
    op.create_table(
        "allegation_category",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_code", sa.String(length=40), nullable=False),
        sa.Column("default_class_cbp", sa.String(length=40), nullable=True),
        sa.Column("default_class_ice", sa.String(length=40), nullable=True),
        sa.Column("leo_only", sa.Boolean(), nullable=False),
        sa.Column("criminal_capable", sa.Boolean(), nullable=False),
        sa.Column("prea", sa.Boolean(), nullable=False),
        sa.Column("use_of_force", sa.Boolean(), nullable=False),
        sa.Column("oig_mandatory", sa.Boolean(), nullable=False),
        sa.Column("needs_system", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_allegation_category_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_allegation_category_valid_period"),
        ),
        sa.ForeignKeyConstraint(
            ["default_class_cbp"],
            ["severity_class.code"],
            name=op.f("fk_allegation_category_default_class_cbp"),
        ),
        sa.ForeignKeyConstraint(
            ["default_class_ice"],
            ["severity_class.code"],
            name=op.f("fk_allegation_category_default_class_ice"),
        ),
        sa.ForeignKeyConstraint(
            ["group_code"],
            ["allegation_group.code"],
            name=op.f("fk_allegation_category_group_code"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_allegation_category")),
    )
    op.create_index(
        op.f("ix_allegation_category_group_code"),
        "allegation_category",
        ["group_code"],
        unique=False,
    )
    op.create_table(
        "import_file",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("conflicting", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("read_as", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_file_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("run_id", "n", name=op.f("uq_import_file_run_id_n")),
    )
    op.create_table(
        "office",
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "INVESTIGATIONS",
                "LABOR_RELATIONS",
                "COUNSEL",
                "PROGRAM",
                "HEADQUARTERS",
                name="officekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "principal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "refers_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_office_agency_id")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_office_principal_id")
        ),
        sa.ForeignKeyConstraint(
            ["refers_to_id"], ["office.id"], name=op.f("fk_office_refers_to_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
        sa.UniqueConstraint("principal_id", name=op.f("uq_office_principal_id")),
    )
    op.create_table(
        "person",
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("search_name", sa.String(length=260), nullable=False),
        sa.Column("employee_number", sa.String(length=40), nullable=True),
        sa.Column("agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("born_sealed", sa.Text(), nullable=True),
        sa.Column("telephone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("legacy_key", sa.String(length=60), nullable=True),
        sa.Column("source_values", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["person_kind.code"], name=op.f("fk_person_kind_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("employee_number", name=op.f("uq_person_employee_number")),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_person_legacy_key")),
    )
    op.create_index(op.f("ix_person_agency_id"), "person", ["agency_id"], unique=False)
    op.create_index("ix_person_name", "person", ["family_name", "given_name", "id"], unique=False)
    op.create_index("ix_person_search_name", "person", ["search_name"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "principal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "username = lower(username)", name=op.f("ck_user_account_username_lower")
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_user_account_principal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("principal_id", name=op.f("uq_user_account_principal_id")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    op.create_table(
        "case_file",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "agency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "origin_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "lead_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("case_type_code", sa.String(length=40), nullable=False),
        sa.Column("class_code", sa.String(length=40), nullable=True),
        sa.Column("class_overridden", sa.Boolean(), nullable=False),
        sa.Column("corruption_code", sa.String(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "RECEIVED",
                "TRIAGE",
                "OIG_PENDING",
                "ASSIGNED",
                "OPEN",
                "SUSPENDED_FOR_PROSECUTION",
                "ROI_REVIEW",
                "IN_ADJUDICATION",
                "REFERRED_OUT",
                "MERGED_DUPLICATE",
                "CLOSED",
                name="casestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "NATIVE",
                "LEGACY",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closure_code", sa.String(length=40), nullable=True),
        sa.Column("refer_out_code", sa.String(length=40), nullable=True),
        sa.Column(
            "merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "lead_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("legacy_key", sa.String(length=60), nullable=True),
        sa.Column("legacy_status", sa.String(length=80), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'MERGED_DUPLICATE') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_case_file_merged_has_target"),
        ),
        sa.CheckConstraint(
            "origin = 'LEGACY' OR (status = 'CLOSED') = (closed_at IS NOT NULL)",
            name=op.f("ck_case_file_closed_has_date"),
        ),
        sa.CheckConstraint(
            "origin = 'LEGACY' OR status <> 'CLOSED' OR closure_code IS NOT NULL",
            name=op.f("ck_case_file_closed_has_reason"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_file_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_type_code"], ["case_type.code"], name=op.f("fk_case_file_case_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["class_code"], ["severity_class.code"], name=op.f("fk_case_file_class_code")
        ),
        sa.ForeignKeyConstraint(
            ["closure_code"], ["closure_reason.code"], name=op.f("fk_case_file_closure_code")
        ),
        sa.ForeignKeyConstraint(
            ["corruption_code"], ["corruption_axis.code"], name=op.f("fk_case_file_corruption_code")
        ),
        sa.ForeignKeyConstraint(
            ["lead_office_id"], ["office.id"], name=op.f("fk_case_file_lead_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["lead_user_id"], ["user_account.id"], name=op.f("fk_case_file_lead_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["case_file.id"], name=op.f("fk_case_file_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["origin_office_id"], ["office.id"], name=op.f("fk_case_file_origin_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_case_file_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["refer_out_code"], ["refer_out_target.code"], name=op.f("fk_case_file_refer_out_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_case_file_legacy_key")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    op.create_index(op.f("ix_case_file_lead_user_id"), "case_file", ["lead_user_id"], unique=False)
    op.create_index(
        "ix_case_file_office_received",
        "case_file",
        ["lead_office_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_case_file_office_status",
        "case_file",
        ["lead_office_id", "status", "received_at", "id"],
        unique=False,
    )
    op.create_index("ix_case_file_received", "case_file", ["received_at", "id"], unique=False)
    op.create_index(
        "ix_case_file_status_received", "case_file", ["status", "received_at", "id"], unique=False
    )
    op.create_table(
        "declared_relation",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "related_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_declared_relation_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["person.id"], name=op.f("fk_declared_relation_related_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_relation")),
        sa.UniqueConstraint(
            "person_id", "related_id", name=op.f("uq_declared_relation_person_id_related_id")
        ),
    )
    op.create_index(
        op.f("ix_declared_relation_person_id"), "declared_relation", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_declared_relation_related_id"), "declared_relation", ["related_id"], unique=False
    )
    op.create_table(
        "employment",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column("program_office", sa.String(length=120), nullable=False),
        sa.Column("duty_location", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("is_law_enforcement", sa.Boolean(), nullable=False),
        sa.Column("is_supervisor", sa.Boolean(), nullable=False),
        sa.Column("is_ses", sa.Boolean(), nullable=False),
        sa.Column("is_internal_affairs", sa.Boolean(), nullable=False),
        sa.Column("bargaining_unit", sa.String(length=60), nullable=False),
        sa.Column("appointment", sa.String(length=60), nullable=False),
        sa.Column("entered_on_duty", sa.Date(), nullable=True),
        sa.Column("probation_ends", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    op.create_index(op.f("ix_employment_person_id"), "employment", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_employment_program_office"), "employment", ["program_office"], unique=False
    )
    op.create_table(
        "import_issue",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REJECTED",
                "ALTERED",
                "CONFLICT",
                "REPLACED",
                "FILLED",
                "KEPT",
                "DUPLICATE",
                "NOTED",
                name="issuekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("column", sa.String(length=60), nullable=False),
        sa.Column("delivered", sa.String(length=200), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["import_file.id"], name=op.f("fk_import_issue_file_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_issue_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_issue")),
    )
    op.create_index(
        "ix_import_issue_run_kind", "import_issue", ["run_id", "kind", "id"], unique=False
    )
    op.create_table(
        "intake_draft",
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column(
            "office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("content_sealed", sa.Text(), nullable=False),
        sa.Column("identity_sealed", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_intake_draft_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_intake_draft_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_draft")),
        sa.UniqueConstraint("author_id", "key", name=op.f("uq_intake_draft_author_id_key")),
    )
    op.create_index(op.f("ix_intake_draft_author_id"), "intake_draft", ["author_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "role",
            sa.Enum(
                "INTAKE_SPECIALIST",
                "INVESTIGATOR",
                "INVESTIGATIONS_SUPERVISOR",
                "LR_SPECIALIST",
                "LR_SUPERVISOR",
                "MANAGEMENT_OFFICIAL",
                "COUNSEL",
                "EVIDENCE_CUSTODIAN",
                "FACT_FINDER",
                "DRB_MEMBER",
                "PREA_COORDINATOR",
                "GIGLIO_OFFICER",
                "RECORDS_OFFICER",
                "FOIA_PRIVACY_OFFICER",
                "AUDITOR",
                "ADMINISTRATOR",
                "SECURITY_ADMINISTRATOR",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_office_head", sa.Boolean(), nullable=False),
        sa.Column("is_case_custodian", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_membership_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_membership_office_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user_account.id"], name=op.f("fk_membership_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["user_account.id"], name=op.f("fk_membership_revoked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_office_id"), "membership", ["office_id"], unique=False)
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_index(
        "uq_membership_standing",
        "membership",
        ["user_id", "office_id", "role", "valid_from"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "one_time_code",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user_account.id"], name=op.f("fk_one_time_code_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_one_time_code_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index(op.f("ix_one_time_code_user_id"), "one_time_code", ["user_id"], unique=False)
    op.create_table(
        "person_alias",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("search_name", sa.String(length=260), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_alias_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_alias")),
    )
    op.create_index(op.f("ix_person_alias_person_id"), "person_alias", ["person_id"], unique=False)
    op.create_index("ix_person_alias_search_name", "person_alias", ["search_name"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=127), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "scan_state",
            sa.Enum(
                "CLEAN",
                "UNSCANNED",
                "QUARANTINED",
                name="scanstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scan_detail", sa.String(length=200), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "UPLOAD",
                "IMPORT",
                "GENERATED",
                name="filesource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_stored_file_key_length")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256_length")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_stored_file_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "user_person",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("end_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "end_requested_by_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_user_person_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["end_requested_by_id"],
            ["user_account.id"],
            name=op.f("fk_user_person_end_requested_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_user_person_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user_account.id"], name=op.f("fk_user_person_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_person_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_person")),
        sa.UniqueConstraint(
            "user_id",
            "person_id",
            "valid_from",
            name=op.f("uq_user_person_user_id_person_id_valid_from"),
        ),
    )
    op.create_index(op.f("ix_user_person_person_id"), "user_person", ["person_id"], unique=False)
    op.create_index(op.f("ix_user_person_user_id"), "user_person", ["user_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(granted_at IS NULL) = (expires_at IS NULL)", name=op.f("ck_api_token_granted_expires")
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name=op.f("ck_api_token_days")),
        sa.CheckConstraint(
            "digest IS NULL OR granted_at IS NOT NULL",
            name=op.f("ck_api_token_revealed_was_granted"),
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user_account.id"], name=op.f("fk_api_token_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_api_token_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index("ix_api_token_user_id", "api_token", ["user_id"], unique=False)
    op.create_table(
        "case_clock",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "investigation",
                "discipline",
                name="clockside",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entity_type", sa.String(length=40), nullable=True),
        sa.Column("entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rule_code", sa.String(length=40), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deadline",
                "floor",
                "minimum",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pausable", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("bounds", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("holidays_skipped", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "RUNNING",
                "MET",
                "PAUSED",
                "CANCELLED",
                name="clockstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("is_next", sa.Boolean(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'CANCELLED') = (cancelled_at IS NOT NULL)",
            name=op.f("ck_case_clock_cancelled"),
        ),
        sa.CheckConstraint(
            "(state = 'MET') = (met_at IS NOT NULL)", name=op.f("ck_case_clock_met_has_time")
        ),
        sa.CheckConstraint(
            "NOT is_next OR state = 'RUNNING'", name=op.f("ck_case_clock_next_runs")
        ),
        sa.CheckConstraint(
            "(entity_type IS NULL) = (entity_id IS NULL)", name=op.f("ck_case_clock_entity_whole")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_clock_case_id")),
        sa.ForeignKeyConstraint(
            ["rule_code", "rule_version"],
            ["deadline_rule.code", "deadline_rule.version"],
            name=op.f("fk_case_clock_rule_code_rule_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
    )
    op.create_index("ix_case_clock_case_id_state", "case_clock", ["case_id", "state"], unique=False)
    op.create_index(
        "ix_case_clock_entity_type_entity_id",
        "case_clock",
        ["entity_type", "entity_id"],
        unique=False,
    )
    op.create_index(
        "ix_case_clock_next",
        "case_clock",
        ["side", "due_on", "case_id"],
        unique=False,
        sqlite_where=sa.text("is_next"),
        postgresql_where=sa.text("is_next"),
    )
    op.create_index(
        "ix_case_clock_state_due_on", "case_clock", ["state", "due_on", "id"], unique=False
    )
    op.create_table(
        "case_grant",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "principal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "assignment",
                "share",
                "referral",
                "package",
                "named",
                name="grantkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "summary",
                "full",
                "items",
                name="grantlevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_grant_case_id")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user_account.id"], name=op.f("fk_case_grant_given_by_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_grant_office_id")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principal.id"], name=op.f("fk_case_grant_principal_id")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["user_account.id"], name=op.f("fk_case_grant_revoked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grant")),
    )
    op.create_index("ix_case_grant_case_id", "case_grant", ["case_id"], unique=False)
    op.create_index(
        "ix_case_grant_principal_case", "case_grant", ["principal_id", "case_id"], unique=False
    )
    op.create_index(
        "ix_case_grant_principal_received",
        "case_grant",
        ["principal_id", "received_at", "case_id"],
        unique=False,
    )
    op.create_table(
        "class_change",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("old_code", sa.String(length=40), nullable=True),
        sa.Column("new_code", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_class_change_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_class_change_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_change")),
    )
    op.create_index(op.f("ix_class_change_case_id"), "class_change", ["case_id"], unique=False)
    op.create_table(
        "closing_signature",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "INVESTIGATION",
                "DISCIPLINE",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closure_code", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_closing_signature_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["closure_code"],
            ["closure_reason.code"],
            name=op.f("fk_closing_signature_closure_code"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_closing_signature_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_signature")),
    )
    op.create_index(
        op.f("ix_closing_signature_case_id"), "closing_signature", ["case_id"], unique=False
    )
    op.create_table(
        "document",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_document_case_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["document.id"], name=op.f("fk_document_corrects_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_document_file_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_document_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_document_case_id_n")),
    )
    op.create_table(
        "duplicate_decision",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_duplicate_decision_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["case_file.id"], name=op.f("fk_duplicate_decision_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_duplicate_decision_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decision")),
        sa.UniqueConstraint(
            "case_id", "other_id", name=op.f("uq_duplicate_decision_case_id_other_id")
        ),
    )
    op.create_table(
        "evidence_item",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_where", sa.String(length=200), nullable=False),
        sa.Column("collected_by", sa.String(length=120), nullable=False),
        sa.Column("seal_number", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=160), nullable=False),
        sa.Column(
            "corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_evidence_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["evidence_item.id"], name=op.f("fk_evidence_item_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_evidence_item_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["evidence_kind.code"], name=op.f("fk_evidence_item_kind_code")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_evidence_item_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_item")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_evidence_item_case_id_n")),
    )
    op.create_table(
        "investigation",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "CRIMINAL",
                "ADMINISTRATIVE",
                "MANAGEMENT_INQUIRY",
                "PREA",
                "CRITICAL_INCIDENT",
                "INSPECTION",
                name="investigationtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "PLANNED",
                "OPEN",
                "SUSPENDED",
                "REPORT_DRAFT",
                "REPORT_REVIEW",
                "DONE",
                name="investigationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_investigation_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user_account.id"], name=op.f("fk_investigation_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigation")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_investigation_case_id_n")),
    )
    op.create_index(
        op.f("ix_investigation_reviewer_id"), "investigation", ["reviewer_id"], unique=False
    )
    op.create_table(
        "log_entry",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "NOTE",
                "CONTACT",
                "INTERVIEW",
                "RECORDS",
                "PRESERVATION",
                "DECISION",
                "HISTORY_SEARCH",
                name="logkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_log_entry_case_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_log_entry_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(
        "ix_log_entry_case_occurred", "log_entry", ["case_id", "occurred_at"], unique=False
    )
    op.create_table(
        "oig_referral",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "ACCEPTED",
                "RETURNED_FOR_ACTION",
                "RETURNED_INFO_ONLY",
                "NO_RESPONSE_DEFAULT",
                "REASSERTED",
                name="oigstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("oig_number", sa.String(length=60), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'PENDING') = (answered_on IS NULL)", name=op.f("ck_oig_referral_answered")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_oig_referral_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_oig_referral_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user_account.id"], name=op.f("fk_oig_referral_sent_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oig_referral")),
    )
    op.create_index("ix_oig_referral_case_id", "oig_referral", ["case_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "SUBJECT",
                "COMPLAINANT",
                "VICTIM",
                "WITNESS",
                "REPORTING_OFFICIAL",
                "OFFICIAL_WITNESS",
                "REPRESENTATIVE",
                "CONFIDENTIAL_SOURCE",
                "OTHER_INVOLVED",
                name="partyrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("complainant_kind_code", sa.String(length=40), nullable=True),
        sa.Column(
            "identity_mode",
            sa.Enum(
                "OPEN",
                "CONFIDENTIAL",
                "ANONYMOUS",
                name="identitymode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("is_whistleblower", sa.Boolean(), nullable=False),
        sa.Column("alleges_retaliation", sa.Boolean(), nullable=False),
        sa.Column("is_identified", sa.Boolean(), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("age", sa.String(length=40), nullable=False),
        sa.Column("race", sa.String(length=60), nullable=False),
        sa.Column(
            "at_incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "at_opening_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "subject_status",
            sa.Enum(
                "NOT_REFERRED",
                "REFERRED",
                "IN_ADJUDICATION",
                "FINAL",
                "CODED",
                name="subjectstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_code", sa.String(length=40), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column(
            "wall",
            sa.Enum(
                "NONE",
                "CONFIRMED",
                "SUSPENDED",
                "LIFTED",
                name="wall",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "displaced_lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("legacy_key", sa.String(length=80), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'SUBJECT') = (subject_status IS NOT NULL)",
            name=op.f("ck_party_subject_has_status"),
        ),
        sa.CheckConstraint(
            "identity_mode IS NULL OR identity_mode = 'OPEN' OR person_id IS NULL",
            name=op.f("ck_party_protected_has_no_person"),
        ),
        sa.CheckConstraint(
            "subject_status <> 'CODED' OR outcome_code IS NOT NULL",
            name=op.f("ck_party_coded_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["at_incident_id"], ["employment.id"], name=op.f("fk_party_at_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["at_opening_id"], ["employment.id"], name=op.f("fk_party_at_opening_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_party_case_id")),
        sa.ForeignKeyConstraint(
            ["complainant_kind_code"],
            ["complainant_kind.code"],
            name=op.f("fk_party_complainant_kind_code"),
        ),
        sa.ForeignKeyConstraint(
            ["displaced_lead_id"], ["user_account.id"], name=op.f("fk_party_displaced_lead_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_code"], ["outcome_coding.code"], name=op.f("fk_party_outcome_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_party_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_party_case_id_n")),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_party_legacy_key")),
    )
    op.create_index("ix_party_person_case", "party", ["person_id", "case_id"], unique=False)
    op.create_table(
        "receipt_code",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_receipt_code_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_receipt_code_digest")),
    )
    op.create_index(op.f("ix_receipt_code_case_id"), "receipt_code", ["case_id"], unique=False)
    op.create_table(
        "recusal",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_recusal_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recusal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    op.create_index("ix_recusal_user_case", "recusal", ["user_id", "case_id"], unique=False)
    op.create_table(
        "source_case",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("incident_on", sa.Date(), nullable=True),
        sa.Column("incident_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("place_code", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("locality", sa.String(length=120), nullable=False),
        sa.Column("handling_body", sa.String(length=60), nullable=False),
        sa.Column("complainant_type", sa.String(length=60), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_source_case_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_case")),
        sa.UniqueConstraint("case_id", name=op.f("uq_source_case_case_id")),
    )
    op.create_index("ix_source_case_area", "source_case", ["area"], unique=False)
    op.create_index("ix_source_case_incident_on", "source_case", ["incident_on"], unique=False)
    op.create_table(
        "status_change",
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column(
            "entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("transition", sa.String(length=60), nullable=False),
        sa.Column("from_status", sa.String(length=40), nullable=False),
        sa.Column("to_status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_status_change_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_status_change_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    op.create_index("ix_status_change_case_id_at", "status_change", ["case_id", "at"], unique=False)
    op.create_index(
        "ix_status_change_entity_entity_id", "status_change", ["entity", "entity_id"], unique=False
    )
    op.create_table(
        "user_session",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_user_session_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_user_session_token_digest")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "allegation",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("class_code", sa.String(length=40), nullable=True),
        sa.Column("incident_from", sa.Date(), nullable=True),
        sa.Column("incident_to", sa.Date(), nullable=True),
        sa.Column("intake_method_code", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "complainant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("legacy_category", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "incident_to IS NULL OR incident_to >= incident_from",
            name=op.f("ck_allegation_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_allegation_added_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_allegation_case_id")),
        sa.ForeignKeyConstraint(
            ["category_code"],
            ["allegation_category.code"],
            name=op.f("fk_allegation_category_code"),
        ),
        sa.ForeignKeyConstraint(
            ["class_code"], ["severity_class.code"], name=op.f("fk_allegation_class_code")
        ),
        sa.ForeignKeyConstraint(
            ["complainant_id"], ["party.id"], name=op.f("fk_allegation_complainant_id")
        ),
        sa.ForeignKeyConstraint(
            ["intake_method_code"],
            ["intake_method.code"],
            name=op.f("fk_allegation_intake_method_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_allegation_case_id_n")),
    )
    op.create_index(
        "ix_allegation_category_received",
        "allegation",
        ["category_code", "received_at"],
        unique=False,
    )
    op.create_table(
        "assignment",
        sa.Column(
            "investigation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("is_reviewer", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("legacy_key", sa.String(length=80), nullable=True),
        sa.Column("source_values", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR user_id IS NOT NULL", name=op.f("ck_assignment_somebody")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_assignment_case_id")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["case_grant.id"], name=op.f("fk_assignment_grant_id")
        ),
        sa.ForeignKeyConstraint(
            ["investigation_id"], ["investigation.id"], name=op.f("fk_assignment_investigation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_assignment_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_assignment_legacy_key")),
    )
    op.create_index(op.f("ix_assignment_case_id"), "assignment", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_assignment_investigation_id"), "assignment", ["investigation_id"], unique=False
    )
    op.create_index(
        "ix_assignment_person_case", "assignment", ["person_id", "case_id"], unique=False
    )
    op.create_index("ix_assignment_user_case", "assignment", ["user_id", "case_id"], unique=False)
    op.create_table(
        "case_grant_item",
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column(
            "entity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["case_grant.id"], name=op.f("fk_case_grant_item_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_grant_item")),
        sa.UniqueConstraint(
            "grant_id",
            "entity",
            "entity_id",
            name=op.f("uq_case_grant_item_grant_id_entity_entity_id"),
        ),
    )
    op.create_index(
        "ix_case_grant_item_entity", "case_grant_item", ["entity", "entity_id"], unique=False
    )
    op.create_table(
        "clock_pause",
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "PROSECUTION",
                "OIG",
                "LITIGATION_STAY",
                "MEDICAL",
                "MILITARY_DUTY",
                name="pausereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_clock_pause_period")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_clock_pause_case_id")),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clock.id"], name=op.f("fk_clock_pause_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index("ix_clock_pause_case_id", "clock_pause", ["case_id"], unique=False)
    op.create_index("ix_clock_pause_clock_id", "clock_pause", ["clock_id"], unique=False)
    op.create_index(
        "uq_clock_pause_open",
        "clock_pause",
        ["clock_id"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.create_table(
        "prosecution_referral",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_code", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("prosecutor", sa.String(length=120), nullable=False),
        sa.Column("docket", sa.String(length=80), nullable=False),
        sa.Column("venue", sa.String(length=160), nullable=False),
        sa.Column("statutes", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "NOT_APPLICABLE",
                "PENDING_REFERRAL",
                "REFERRED",
                "UNDER_REVIEW",
                "ACCEPTED",
                "DECLINED",
                "DEFERRED",
                "RETURNED_FOR_MORE",
                "CHARGED_COMPLAINT",
                "CHARGED_INFORMATION",
                "CHARGED_INDICTMENT",
                "ARRESTED",
                "SUMMONED",
                "PLEA_GUILTY",
                "PLEA_NOLO",
                "DIVERSION",
                "TRIAL",
                "CONVICTED",
                "ACQUITTED",
                "MISTRIAL",
                "DISMISSED",
                "NOLLE_PROS",
                "SENTENCED",
                "APPEAL",
                "FINAL",
                "SEALED",
                name="prosecutionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_prosecution_referral_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["level_code"],
            ["prosecution_level.code"],
            name=op.f("fk_prosecution_referral_level_code"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_prosecution_referral_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecution_referral")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_prosecution_referral_case_id_n")),
    )
    op.create_index(
        "ix_prosecution_referral_party_id", "prosecution_referral", ["party_id"], unique=False
    )
    op.create_table(
        "report",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "investigation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type_code", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "RETURNED",
                "APPROVED",
                name="reportstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("synopsis", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_comment", sa.Text(), nullable=False),
        sa.Column(
            "approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (approved_at IS NOT NULL)",
            name=op.f("ck_report_approved_has_date"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR author_id IS NULL OR approved_by_id <> author_id",
            name=op.f("ck_report_approver_is_not_author"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user_account.id"], name=op.f("fk_report_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_report_author_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_file_id")),
        sa.ForeignKeyConstraint(
            ["investigation_id"], ["investigation.id"], name=op.f("fk_report_investigation_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["report_type.code"], name=op.f("fk_report_type_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_report_case_id_n")),
    )
    op.create_index(
        op.f("ix_report_investigation_id"), "report", ["investigation_id"], unique=False
    )
    op.create_table(
        "statement",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column("giver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("warning_code", sa.String(length=40), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("taken_by", sa.String(length=120), nullable=False),
        sa.Column("oath_administrator", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("interpreter", sa.String(length=120), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("copy_given", sa.Boolean(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column(
            "corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= taken_at", name=op.f("ck_statement_times")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_statement_case_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["statement.id"], name=op.f("fk_statement_corrects_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_statement_file_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["party.id"], name=op.f("fk_statement_giver_id")),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["statement_kind.code"], name=op.f("fk_statement_kind_code")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_statement_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["warning_code"], ["interview_warning.code"], name=op.f("fk_statement_warning_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_statement_case_id_n")),
    )
    op.create_table(
        "vault_identity",
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_vault_identity_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_vault_identity_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_vault_identity_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_identity")),
        sa.UniqueConstraint("party_id", name=op.f("uq_vault_identity_party_id")),
    )
    op.create_index(op.f("ix_vault_identity_case_id"), "vault_identity", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_vault_identity_person_id"), "vault_identity", ["person_id"], unique=False
    )
    op.create_table(
        "allegation_class_change",
        sa.Column(
            "allegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("old_code", sa.String(length=40), nullable=True),
        sa.Column("new_code", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"],
            ["allegation.id"],
            name=op.f("fk_allegation_class_change_allegation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_allegation_class_change_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_allegation_class_change_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation_class_change")),
    )
    op.create_index(
        op.f("ix_allegation_class_change_allegation_id"),
        "allegation_class_change",
        ["allegation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_allegation_class_change_case_id"),
        "allegation_class_change",
        ["case_id"],
        unique=False,
    )
    op.create_table(
        "allegation_detail",
        sa.Column(
            "allegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("system_code", sa.String(length=40), nullable=True),
        sa.Column("query_subject", sa.String(length=200), nullable=False),
        sa.Column("query_purpose", sa.String(length=300), nullable=False),
        sa.Column("query_count", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"], ["allegation.id"], name=op.f("fk_allegation_detail_allegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_allegation_detail_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["system_code"], ["system_accessed.code"], name=op.f("fk_allegation_detail_system_code")
        ),
        sa.PrimaryKeyConstraint("allegation_id", name=op.f("pk_allegation_detail")),
    )
    op.create_index(
        op.f("ix_allegation_detail_case_id"), "allegation_detail", ["case_id"], unique=False
    )
    op.create_table(
        "allegation_subject",
        sa.Column(
            "allegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("m", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finding_code", sa.String(length=40), nullable=True),
        sa.Column("legacy_key", sa.String(length=80), nullable=True),
        sa.Column("source_values", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"], ["allegation.id"], name=op.f("fk_allegation_subject_allegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_allegation_subject_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_code"], ["finding_code.code"], name=op.f("fk_allegation_subject_finding_code")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_allegation_subject_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation_subject")),
        sa.UniqueConstraint(
            "allegation_id", "m", name=op.f("uq_allegation_subject_allegation_id_m")
        ),
        sa.UniqueConstraint(
            "allegation_id", "party_id", name=op.f("uq_allegation_subject_allegation_id_party_id")
        ),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_allegation_subject_legacy_key")),
    )
    op.create_index("ix_allegation_subject_case", "allegation_subject", ["case_id"], unique=False)
    op.create_index(
        "ix_allegation_subject_finding", "allegation_subject", ["finding_code"], unique=False
    )
    op.create_index("ix_allegation_subject_party", "allegation_subject", ["party_id"], unique=False)
    op.create_table(
        "exhibit",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("pages", sa.String(length=60), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN item_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN statement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_exhibit_points_to_one"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_exhibit_case_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_exhibit_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["evidence_item.id"], name=op.f("fk_exhibit_item_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_exhibit_report_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_exhibit_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("report_id", "n", name=op.f("uq_exhibit_report_id_n")),
    )
    op.create_index("ix_exhibit_case_id", "exhibit", ["case_id"], unique=False)
    op.create_table(
        "lr_referral",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "REPORT",
                "FACT_FINDING",
                "INTERIM",
                name="referralkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "from_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "status",
            sa.Enum(
                "SENT",
                "ACCEPTED",
                "RETURNED",
                name="referralstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'RETURNED' OR return_reason <> ''",
            name=op.f("ck_lr_referral_return_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_lr_referral_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_lr_referral_case_id")),
        sa.ForeignKeyConstraint(
            ["from_office_id"], ["office.id"], name=op.f("fk_lr_referral_from_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["case_grant.id"], name=op.f("fk_lr_referral_grant_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_lr_referral_party_id")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_lr_referral_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["user_account.id"], name=op.f("fk_lr_referral_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_office_id"], ["office.id"], name=op.f("fk_lr_referral_to_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lr_referral")),
    )
    op.create_index(op.f("ix_lr_referral_case_id"), "lr_referral", ["case_id"], unique=False)
    op.create_index(
        "ix_lr_referral_office_status", "lr_referral", ["to_office_id", "status"], unique=False
    )
    op.create_index(op.f("ix_lr_referral_party_id"), "lr_referral", ["party_id"], unique=False)
    op.create_table(
        "oig_exigency",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "allegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"], ["allegation.id"], name=op.f("fk_oig_exigency_allegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_oig_exigency_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_oig_exigency_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oig_exigency")),
        sa.UniqueConstraint("allegation_id", name=op.f("uq_oig_exigency_allegation_id")),
    )
    op.create_index(op.f("ix_oig_exigency_case_id"), "oig_exigency", ["case_id"], unique=False)
    op.create_table(
        "oig_referral_allegation",
        sa.Column(
            "referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "allegation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("is_returned", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_id"],
            ["allegation.id"],
            name=op.f("fk_oig_referral_allegation_allegation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_oig_referral_allegation_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["oig_referral.id"],
            name=op.f("fk_oig_referral_allegation_referral_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oig_referral_allegation")),
        sa.UniqueConstraint(
            "referral_id",
            "allegation_id",
            name=op.f("uq_oig_referral_allegation_referral_id_allegation_id"),
        ),
    )
    op.create_index(
        op.f("ix_oig_referral_allegation_allegation_id"),
        "oig_referral_allegation",
        ["allegation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_oig_referral_allegation_case_id"),
        "oig_referral_allegation",
        ["case_id"],
        unique=False,
    )
    op.create_table(
        "prosecution_event",
        sa.Column(
            "referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "NOT_APPLICABLE",
                "PENDING_REFERRAL",
                "REFERRED",
                "UNDER_REVIEW",
                "ACCEPTED",
                "DECLINED",
                "DEFERRED",
                "RETURNED_FOR_MORE",
                "CHARGED_COMPLAINT",
                "CHARGED_INFORMATION",
                "CHARGED_INDICTMENT",
                "ARRESTED",
                "SUMMONED",
                "PLEA_GUILTY",
                "PLEA_NOLO",
                "DIVERSION",
                "TRIAL",
                "CONVICTED",
                "ACQUITTED",
                "MISTRIAL",
                "DISMISSED",
                "NOLLE_PROS",
                "SENTENCED",
                "APPEAL",
                "FINAL",
                "SEALED",
                name="prosecutionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("declination_code", sa.String(length=40), nullable=True),
        sa.Column("is_written", sa.Boolean(), nullable=True),
        sa.Column("authorizes_compelled", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_prosecution_event_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["declination_code"],
            ["declination_reason.code"],
            name=op.f("fk_prosecution_event_declination_code"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_prosecution_event_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["prosecution_referral.id"],
            name=op.f("fk_prosecution_event_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_prosecution_event_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecution_event")),
    )
    op.create_index(
        op.f("ix_prosecution_event_case_id"), "prosecution_event", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_prosecution_event_referral_id"), "prosecution_event", ["referral_id"], unique=False
    )
    op.create_table(
        "report_review",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "RETURNED",
                "APPROVED",
                name="reportstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_report_review_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_review_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_report_review_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_review")),
    )
    op.create_index(op.f("ix_report_review_case_id"), "report_review", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_report_review_report_id"), "report_review", ["report_id"], unique=False
    )
    op.create_table(
        "disciplinary_action",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "specialist_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "specialist_grant_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "PROPOSED",
                "ANSWER",
                "DECISION",
                "SERVED",
                "EFFECTIVE",
                "FINAL",
                "WITHDRAWN",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subpart", sa.String(length=10), nullable=False),
        sa.Column("coverage_facts", sa.Text(), nullable=False),
        sa.Column(
            "proposing_official_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "deciding_official_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("legal_review_on", sa.Date(), nullable=True),
        sa.Column("legal_review_by", sa.String(length=120), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("notice_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_service_code", sa.String(length=40), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earliest_effective_on", sa.Date(), nullable=True),
        sa.Column("crime_provision", sa.Boolean(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column(
            "override_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_service_code", sa.String(length=40), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("no_action_code", sa.String(length=40), nullable=True),
        sa.Column("legacy_key", sa.String(length=80), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(override_by_id IS NULL) = (override_reason = '')",
            name=op.f("ck_disciplinary_action_override_has_reason"),
        ),
        sa.CheckConstraint(
            "legacy_key IS NOT NULL OR status <> 'EFFECTIVE' OR effective_on IS NOT NULL",
            name=op.f("ck_disciplinary_action_effective_has_date"),
        ),
        sa.CheckConstraint(
            "legacy_key IS NOT NULL OR status NOT IN ('SERVED', 'EFFECTIVE') OR (decided_on IS NOT NULL AND decision_received_at IS NOT NULL)",
            name=op.f("ck_disciplinary_action_served_was_decided"),
        ),
        sa.CheckConstraint(
            "subpart IN ('', 'B', 'D', 'none')", name=op.f("ck_disciplinary_action_subpart")
        ),
        sa.CheckConstraint(
            "proposing_official_id IS NULL OR deciding_official_id IS NULL OR proposing_official_id <> deciding_official_id",
            name=op.f("ck_disciplinary_action_proposing_is_not_deciding"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_disciplinary_action_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["deciding_official_id"],
            ["user_account.id"],
            name=op.f("fk_disciplinary_action_deciding_official_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_service_code"],
            ["service_method.code"],
            name=op.f("fk_disciplinary_action_decision_service_code"),
        ),
        sa.ForeignKeyConstraint(
            ["no_action_code"],
            ["no_action_reason.code"],
            name=op.f("fk_disciplinary_action_no_action_code"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_service_code"],
            ["service_method.code"],
            name=op.f("fk_disciplinary_action_notice_service_code"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_disciplinary_action_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["override_by_id"],
            ["user_account.id"],
            name=op.f("fk_disciplinary_action_override_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_disciplinary_action_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposing_official_id"],
            ["user_account.id"],
            name=op.f("fk_disciplinary_action_proposing_official_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["lr_referral.id"], name=op.f("fk_disciplinary_action_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["specialist_grant_id"],
            ["case_grant.id"],
            name=op.f("fk_disciplinary_action_specialist_grant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["specialist_id"],
            ["user_account.id"],
            name=op.f("fk_disciplinary_action_specialist_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disciplinary_action")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_disciplinary_action_case_id_n")),
        sa.UniqueConstraint("legacy_key", name=op.f("uq_disciplinary_action_legacy_key")),
    )
    op.create_index(
        "ix_disciplinary_action_office_status",
        "disciplinary_action",
        ["office_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_disciplinary_action_party_id"), "disciplinary_action", ["party_id"], unique=False
    )
    op.create_index(
        "ix_disciplinary_action_specialist_id",
        "disciplinary_action",
        ["specialist_id"],
        unique=False,
    )
    op.create_table(
        "finding",
        sa.Column(
            "allegation_subject_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("standard", sa.String(length=40), nullable=False),
        sa.Column("admin_close_code", sa.String(length=40), nullable=True),
        sa.Column(
            "found_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "code <> 'ADMIN_CLOSED' OR admin_close_code IS NOT NULL OR found_by_id IS NULL",
            name=op.f("ck_finding_admin_close_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["admin_close_code"],
            ["admin_close_reason.code"],
            name=op.f("fk_finding_admin_close_code"),
        ),
        sa.ForeignKeyConstraint(
            ["allegation_subject_id"],
            ["allegation_subject.id"],
            name=op.f("fk_finding_allegation_subject_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_finding_case_id")),
        sa.ForeignKeyConstraint(["code"], ["finding_code.code"], name=op.f("fk_finding_code")),
        sa.ForeignKeyConstraint(
            ["found_by_id"], ["user_account.id"], name=op.f("fk_finding_found_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_case_id", "finding", ["case_id"], unique=False)
    op.create_index(
        "ix_finding_standing",
        "finding",
        ["allegation_subject_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "prosecution_charge",
        sa.Column(
            "referral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "allegation_subject_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_subject_id"],
            ["allegation_subject.id"],
            name=op.f("fk_prosecution_charge_allegation_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_prosecution_charge_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["prosecution_referral.id"],
            name=op.f("fk_prosecution_charge_referral_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prosecution_charge")),
        sa.UniqueConstraint(
            "referral_id",
            "allegation_subject_id",
            name=op.f("uq_prosecution_charge_referral_id_allegation_subject_id"),
        ),
    )
    op.create_index(
        op.f("ix_prosecution_charge_allegation_subject_id"),
        "prosecution_charge",
        ["allegation_subject_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_prosecution_charge_case_id"), "prosecution_charge", ["case_id"], unique=False
    )
    op.create_table(
        "action_letter",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "NOTICE",
                "DECISION",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_action_letter_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_action_letter_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_action_letter_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_action_letter_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_letter")),
    )
    op.create_index(
        op.f("ix_action_letter_action_id"), "action_letter", ["action_id"], unique=False
    )
    op.create_index(op.f("ix_action_letter_case_id"), "action_letter", ["case_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "WRITTEN",
                "ORAL",
                "NONE",
                name="answerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("representative", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_answer_action_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_answer_case_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_answer_file_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_answer_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_action_id"), "answer", ["action_id"], unique=False)
    op.create_index(op.f("ix_answer_case_id"), "answer", ["case_id"], unique=False)
    op.create_table(
        "charge",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "allegation_subject_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("is_sustained", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_charge_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["allegation_subject_id"],
            ["allegation_subject.id"],
            name=op.f("fk_charge_allegation_subject_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_charge_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_charge_action_id_n")),
    )
    op.create_index(op.f("ix_charge_case_id"), "charge", ["case_id"], unique=False)
    op.create_table(
        "douglas_entry",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("factor_code", sa.String(length=40), nullable=False),
        sa.Column(
            "weight",
            sa.Enum(
                "AGGRAVATING",
                "MITIGATING",
                "NEUTRAL",
                "NOT_RELEVANT",
                name="factorweight",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_douglas_entry_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_douglas_entry_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["factor_code"], ["douglas_factor.code"], name=op.f("fk_douglas_entry_factor_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_douglas_entry")),
        sa.UniqueConstraint(
            "action_id", "factor_code", name=op.f("uq_douglas_entry_action_id_factor_code")
        ),
    )
    op.create_index(op.f("ix_douglas_entry_case_id"), "douglas_entry", ["case_id"], unique=False)
    op.create_table(
        "finding_detail",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_finding_detail_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_detail_finding_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding_detail")),
    )
    op.create_index(op.f("ix_finding_detail_case_id"), "finding_detail", ["case_id"], unique=False)
    op.create_table(
        "notice_material",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "exhibit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN report_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN exhibit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_notice_material_points_to_one"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_notice_material_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_notice_material_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_notice_material_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibit.id"], name=op.f("fk_notice_material_exhibit_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_notice_material_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_material")),
        sa.UniqueConstraint(
            "action_id", "document_id", name=op.f("uq_notice_material_action_id_document_id")
        ),
        sa.UniqueConstraint(
            "action_id", "exhibit_id", name=op.f("uq_notice_material_action_id_exhibit_id")
        ),
    )
    op.create_index(
        op.f("ix_notice_material_case_id"), "notice_material", ["case_id"], unique=False
    )
    op.create_table(
        "penalty",
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "PROPOSED",
                "DECIDED",
                "SETTLED",
                "AFTER_APPEAL",
                "FINAL",
                name="penaltystage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("action_type_code", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome_reason_code", sa.String(length=40), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column(
            "official_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_code", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "action_type_code <> 'SUSPENSION_15_PLUS' OR days >= 15",
            name=op.f("ck_penalty_long_days"),
        ),
        sa.CheckConstraint(
            "action_type_code <> 'SUSPENSION_1_14' OR days BETWEEN 1 AND 14",
            name=op.f("ck_penalty_short_days"),
        ),
        sa.CheckConstraint("days IS NULL OR days >= 0", name=op.f("ck_penalty_days")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_penalty_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["action_type_code"], ["action_type.code"], name=op.f("fk_penalty_action_type_code")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_penalty_author_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_penalty_case_id")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["user_account.id"], name=op.f("fk_penalty_official_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_reason_code"],
            ["outcome_reason.code"],
            name=op.f("fk_penalty_outcome_reason_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalty")),
        sa.UniqueConstraint("action_id", "stage", name=op.f("uq_penalty_action_id_stage")),
    )
    op.create_index("ix_penalty_action_type", "penalty", ["action_type_code"], unique=False)
    op.create_index(op.f("ix_penalty_case_id"), "penalty", ["case_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_penalty_case_id"), table_name="penalty")
    op.drop_index("ix_penalty_action_type", table_name="penalty")
    op.drop_table("penalty")
    op.drop_index(op.f("ix_notice_material_case_id"), table_name="notice_material")
    op.drop_table("notice_material")
    op.drop_index(op.f("ix_finding_detail_case_id"), table_name="finding_detail")
    op.drop_table("finding_detail")
    op.drop_index(op.f("ix_douglas_entry_case_id"), table_name="douglas_entry")
    op.drop_table("douglas_entry")
    op.drop_index(op.f("ix_charge_case_id"), table_name="charge")
    op.drop_table("charge")
    op.drop_index(op.f("ix_answer_case_id"), table_name="answer")
    op.drop_index(op.f("ix_answer_action_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_action_letter_case_id"), table_name="action_letter")
    op.drop_index(op.f("ix_action_letter_action_id"), table_name="action_letter")
    op.drop_table("action_letter")
    op.drop_index(op.f("ix_prosecution_charge_case_id"), table_name="prosecution_charge")
    op.drop_index(
        op.f("ix_prosecution_charge_allegation_subject_id"), table_name="prosecution_charge"
    )
    op.drop_table("prosecution_charge")
    op.drop_index(
        "ix_finding_standing",
        table_name="finding",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index("ix_finding_case_id", table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_disciplinary_action_specialist_id", table_name="disciplinary_action")
    op.drop_index(op.f("ix_disciplinary_action_party_id"), table_name="disciplinary_action")
    op.drop_index("ix_disciplinary_action_office_status", table_name="disciplinary_action")
    op.drop_table("disciplinary_action")
    op.drop_index(op.f("ix_report_review_report_id"), table_name="report_review")
    op.drop_index(op.f("ix_report_review_case_id"), table_name="report_review")
    op.drop_table("report_review")
    op.drop_index(op.f("ix_prosecution_event_referral_id"), table_name="prosecution_event")
    op.drop_index(op.f("ix_prosecution_event_case_id"), table_name="prosecution_event")
    op.drop_table("prosecution_event")
    op.drop_index(op.f("ix_oig_referral_allegation_case_id"), table_name="oig_referral_allegation")
    op.drop_index(
        op.f("ix_oig_referral_allegation_allegation_id"), table_name="oig_referral_allegation"
    )
    op.drop_table("oig_referral_allegation")
    op.drop_index(op.f("ix_oig_exigency_case_id"), table_name="oig_exigency")
    op.drop_table("oig_exigency")
    op.drop_index(op.f("ix_lr_referral_party_id"), table_name="lr_referral")
    op.drop_index("ix_lr_referral_office_status", table_name="lr_referral")
    op.drop_index(op.f("ix_lr_referral_case_id"), table_name="lr_referral")
    op.drop_table("lr_referral")
    op.drop_index("ix_exhibit_case_id", table_name="exhibit")
    op.drop_table("exhibit")
    op.drop_index("ix_allegation_subject_party", table_name="allegation_subject")
    op.drop_index("ix_allegation_subject_finding", table_name="allegation_subject")
    op.drop_index("ix_allegation_subject_case", table_name="allegation_subject")
    op.drop_table("allegation_subject")
    op.drop_index(op.f("ix_allegation_detail_case_id"), table_name="allegation_detail")
    op.drop_table("allegation_detail")
    op.drop_index(op.f("ix_allegation_class_change_case_id"), table_name="allegation_class_change")
    op.drop_index(
        op.f("ix_allegation_class_change_allegation_id"), table_name="allegation_class_change"
    )
    op.drop_table("allegation_class_change")
    op.drop_index(op.f("ix_vault_identity_person_id"), table_name="vault_identity")
    op.drop_index(op.f("ix_vault_identity_case_id"), table_name="vault_identity")
    op.drop_table("vault_identity")
    op.drop_table("statement")
    op.drop_index(op.f("ix_report_investigation_id"), table_name="report")
    op.drop_table("report")
    op.drop_index("ix_prosecution_referral_party_id", table_name="prosecution_referral")
    op.drop_table("prosecution_referral")
    op.drop_index(
        "uq_clock_pause_open",
        table_name="clock_pause",
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )
    op.drop_index("ix_clock_pause_clock_id", table_name="clock_pause")
    op.drop_index("ix_clock_pause_case_id", table_name="clock_pause")
    op.drop_table("clock_pause")
    op.drop_index("ix_case_grant_item_entity", table_name="case_grant_item")
    op.drop_table("case_grant_item")
    op.drop_index("ix_assignment_user_case", table_name="assignment")
    op.drop_index("ix_assignment_person_case", table_name="assignment")
    op.drop_index(op.f("ix_assignment_investigation_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_case_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_allegation_category_received", table_name="allegation")
    op.drop_table("allegation")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_index("ix_status_change_entity_entity_id", table_name="status_change")
    op.drop_index("ix_status_change_case_id_at", table_name="status_change")
    op.drop_table("status_change")
    op.drop_index("ix_source_case_incident_on", table_name="source_case")
    op.drop_index("ix_source_case_area", table_name="source_case")
    op.drop_table("source_case")
    op.drop_index("ix_recusal_user_case", table_name="recusal")
    op.drop_table("recusal")
    op.drop_index(op.f("ix_receipt_code_case_id"), table_name="receipt_code")
    op.drop_table("receipt_code")
    op.drop_index("ix_party_person_case", table_name="party")
    op.drop_table("party")
    op.drop_index("ix_oig_referral_case_id", table_name="oig_referral")
    op.drop_table("oig_referral")
    op.drop_index("ix_log_entry_case_occurred", table_name="log_entry")
    op.drop_table("log_entry")
    op.drop_index(op.f("ix_investigation_reviewer_id"), table_name="investigation")
    op.drop_table("investigation")
    op.drop_table("evidence_item")
    op.drop_table("duplicate_decision")
    op.drop_table("document")
    op.drop_index(op.f("ix_closing_signature_case_id"), table_name="closing_signature")
    op.drop_table("closing_signature")
    op.drop_index(op.f("ix_class_change_case_id"), table_name="class_change")
    op.drop_table("class_change")
    op.drop_index("ix_case_grant_principal_received", table_name="case_grant")
    op.drop_index("ix_case_grant_principal_case", table_name="case_grant")
    op.drop_index("ix_case_grant_case_id", table_name="case_grant")
    op.drop_table("case_grant")
    op.drop_index("ix_case_clock_state_due_on", table_name="case_clock")
    op.drop_index(
        "ix_case_clock_next",
        table_name="case_clock",
        sqlite_where=sa.text("is_next"),
        postgresql_where=sa.text("is_next"),
    )
    op.drop_index("ix_case_clock_entity_type_entity_id", table_name="case_clock")
    op.drop_index("ix_case_clock_case_id_state", table_name="case_clock")
    op.drop_table("case_clock")
    op.drop_index("ix_api_token_user_id", table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_user_person_user_id"), table_name="user_person")
    op.drop_index(op.f("ix_user_person_person_id"), table_name="user_person")
    op.drop_table("user_person")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index("ix_person_alias_search_name", table_name="person_alias")
    op.drop_index(op.f("ix_person_alias_person_id"), table_name="person_alias")
    op.drop_table("person_alias")
    op.drop_index(op.f("ix_one_time_code_user_id"), table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_index(
        "uq_membership_standing",
        table_name="membership",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_office_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_intake_draft_author_id"), table_name="intake_draft")
    op.drop_table("intake_draft")
    op.drop_index("ix_import_issue_run_kind", table_name="import_issue")
    op.drop_table("import_issue")
    op.drop_index(op.f("ix_employment_program_office"), table_name="employment")
    op.drop_index(op.f("ix_employment_person_id"), table_name="employment")
    op.drop_table("employment")
    op.drop_index(op.f("ix_declared_relation_related_id"), table_name="declared_relation")
    op.drop_index(op.f("ix_declared_relation_person_id"), table_name="declared_relation")
    op.drop_table("declared_relation")
    op.drop_index("ix_case_file_status_received", table_name="case_file")
    op.drop_index("ix_case_file_received", table_name="case_file")
    op.drop_index("ix_case_file_office_status", table_name="case_file")
    op.drop_index("ix_case_file_office_received", table_name="case_file")
    op.drop_index(op.f("ix_case_file_lead_user_id"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("user_account")
    op.drop_index("ix_person_search_name", table_name="person")
    op.drop_index("ix_person_name", table_name="person")
    op.drop_index(op.f("ix_person_agency_id"), table_name="person")
    op.drop_table("person")
    op.drop_table("office")
    op.drop_table("import_file")
    op.drop_index(op.f("ix_allegation_category_group_code"), table_name="allegation_category")
    op.drop_table("allegation_category")
    op.drop_table("system_accessed")
    op.drop_table("statement_kind")
    op.drop_table("sign_in_throttle")
    op.drop_table("share_reason")
    op.drop_table("severity_class")
    op.drop_table("service_method")
    op.drop_table("routine_use")
    op.drop_table("reveal_reason")
    op.drop_table("retention_class")
    op.drop_table("report_type")
    op.drop_table("refer_out_target")
    op.drop_table("prosecution_level")
    op.drop_table("principal")
    op.drop_table("person_kind")
    op.drop_table("outcome_reason")
    op.drop_table("outcome_coding")
    op.drop_table("oig_rule")
    op.drop_table("no_action_reason")
    op.drop_table("nature_of_action")
    op.drop_table("link_kind")
    op.drop_table("interview_warning")
    op.drop_table("intake_method")
    op.drop_table("import_run")
    op.drop_table("holiday")
    op.drop_table("handling_flag")
    op.drop_table("finding_code")
    op.drop_table("evidence_kind")
    op.drop_table("douglas_factor")
    op.drop_table("disclosure_condition")
    op.drop_table("declination_reason")
    op.drop_table("deadline_rule")
    op.drop_table("corruption_axis")
    op.drop_table("complainant_kind")
    op.drop_table("closure_reason")
    op.drop_table("case_type")
    op.drop_table("case_counter")
    op.drop_table("audit_seal_entry")
    op.drop_table("audit_seal")
    op.drop_index("ix_audit_event_user_id_at", table_name="audit_event")
    op.drop_index("ix_audit_event_person_id_at", table_name="audit_event")
    op.drop_index("ix_audit_event_case_id_at", table_name="audit_event")
    op.drop_index("ix_audit_event_at", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("appeal_outcome")
    op.drop_table("appeal_forum")
    op.drop_table("allegation_group")
    op.drop_table("agency")
    op.drop_table("admin_close_reason")
    op.drop_table("action_type")
