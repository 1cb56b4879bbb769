"""Interviews, warnings and representation; sovereigns and standing declinations of the declination
gate with counsel's override; what was derived from a compelled statement."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
INTERVIEW = "fk_statement_interview_id"
TABLES = (
    "warning_given",
    "standing_use",
    "representation",
    "jurisdiction",
    "interview_person",
    "interview",
    "standing_category",
    "gate_override",
    "standing_declination",
    "derivation",
    "warning_form",
    "bargaining_agreement",
)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def upgrade():
    _lists()
    _gate()
    _interviews()
    op.add_column(
        "prosecution_event",
        sa.Column("prosecutor", sa.String(120), nullable=False, server_default=sa.text("''")),
    )
    if _is_sqlite():
        op.execute(
            "ALTER TABLE statement ADD COLUMN interview_id INTEGER"
            f" CONSTRAINT {INTERVIEW} REFERENCES interview (id)"
        )
    else:
        op.add_column("statement", sa.Column("interview_id", KEY, nullable=True))
        op.create_foreign_key(INTERVIEW, "statement", "interview", ["interview_id"], ["id"])
    op.create_index("ix_statement_interview_id", "statement", ["interview_id"])


def _lists():
    op.create_table(
        "bargaining_agreement",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("union_name", sa.String(160), nullable=False),
        sa.Column("bargaining_unit", sa.String(60), nullable=True),
        sa.Column("notice_hours", sa.Integer(), nullable=True),
        sa.Column("advises", sa.Boolean(), nullable=False),
        sa.Column("article", sa.String(120), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'",
            name=op.f("ck_bargaining_agreement_code_form"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_bargaining_agreement_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_bargaining_agreement")),
    )
    op.create_table(
        "warning_form",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("warning_code", sa.String(40), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_warning_form_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_warning_form_valid_period")
        ),
        sa.ForeignKeyConstraint(
            ["warning_code"], ["interview_warning.code"], name=op.f("fk_warning_form_warning_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_warning_form")),
    )
    op.create_index("ix_warning_form_warning_code", "warning_form", ["warning_code"])


def _gate():
    op.create_table(
        "jurisdiction",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("allegation_subject_id", KEY, nullable=False),
        sa.Column("level_code", sa.String(40), nullable=False),
        sa.Column("is_likely", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_subject_id"],
            ["allegation_subject.id"],
            name=op.f("fk_jurisdiction_allegation_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_jurisdiction_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["level_code"], ["prosecution_level.code"], name=op.f("fk_jurisdiction_level_code")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_jurisdiction_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction")),
    )
    op.create_index("ix_jurisdiction_case_id", "jurisdiction", ["case_id"])
    op.create_index(
        "ix_jurisdiction_charge_level", "jurisdiction", ["allegation_subject_id", "level_code"]
    )
    op.create_table(
        "standing_declination",
        sa.Column("agency_id", KEY, nullable=False),
        sa.Column("level_code", sa.String(40), nullable=False),
        sa.Column("office", sa.String(160), nullable=False),
        sa.Column("prosecutor", sa.String(120), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("entered_by_id", KEY, nullable=True),
        sa.Column("confirmed_by_id", KEY, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR entered_by_id IS NULL OR confirmed_by_id <> entered_by_id",
            name=op.f("ck_standing_declination_second_person"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from",
            name=op.f("ck_standing_declination_valid_period"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_standing_declination_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_standing_declination_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user_account.id"], name=op.f("fk_standing_declination_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_standing_declination_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_standing_declination_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["level_code"],
            ["prosecution_level.code"],
            name=op.f("fk_standing_declination_level_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_declination")),
    )
    op.create_index("ix_standing_declination_agency_id", "standing_declination", ["agency_id"])
    op.create_table(
        "standing_category",
        sa.Column("declination_id", KEY, nullable=False),
        sa.Column("category_code", sa.String(40), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["category_code"],
            ["allegation_category.code"],
            name=op.f("fk_standing_category_category_code"),
        ),
        sa.ForeignKeyConstraint(
            ["declination_id"],
            ["standing_declination.id"],
            name=op.f("fk_standing_category_declination_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_category")),
        sa.UniqueConstraint(
            "declination_id",
            "category_code",
            name=op.f("uq_standing_category_declination_id_category_code"),
        ),
    )
    op.create_table(
        "standing_use",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("declination_id", KEY, nullable=False),
        sa.Column("allegation_subject_id", KEY, nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["allegation_subject_id"],
            ["allegation_subject.id"],
            name=op.f("fk_standing_use_allegation_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_standing_use_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["declination_id"],
            ["standing_declination.id"],
            name=op.f("fk_standing_use_declination_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_standing_use_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user_account.id"], name=op.f("fk_standing_use_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_use")),
    )
    op.create_index(
        "ix_standing_use_allegation_subject_id", "standing_use", ["allegation_subject_id"]
    )
    op.create_index("ix_standing_use_case_id", "standing_use", ["case_id"])
    op.create_index("ix_standing_use_declination_id", "standing_use", ["declination_id"])
    op.create_table(
        "gate_override",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (is_confirmed IS NULL)",
            name=op.f("ck_gate_override_decided_has_date"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id",
            name=op.f("ck_gate_override_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_gate_override_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_gate_override_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_gate_override_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_gate_override_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_override")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_gate_override_case_id_n")),
    )
    op.create_index("ix_gate_override_party_id", "gate_override", ["party_id"])


def _interviews():
    op.create_table(
        "interview",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("investigation_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "SCHEDULED",
                "POSTPONED",
                "HELD",
                "CANCELLED",
                "REFUSED",
                name="interviewstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scheduled_at", MOMENT, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("warning_code", sa.String(40), nullable=False),
        sa.Column("language", sa.String(60), nullable=False),
        sa.Column(
            "recording",
            sa.Enum(
                "NONE",
                "AUDIO",
                "VIDEO",
                name="recording",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("recording_where", sa.String(200), nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("contract_code", sa.String(40), nullable=True),
        sa.Column("short_notice_reason", sa.Text(), nullable=False),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("override_id", KEY, nullable=True),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'HELD' OR began_at IS NOT NULL", name=op.f("ck_interview_held_has_time")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_interview_times")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_interview_case_id")),
        sa.ForeignKeyConstraint(
            ["contract_code"],
            ["bargaining_agreement.code"],
            name=op.f("fk_interview_contract_code"),
        ),
        sa.ForeignKeyConstraint(
            ["investigation_id"], ["investigation.id"], name=op.f("fk_interview_investigation_id")
        ),
        sa.ForeignKeyConstraint(
            ["override_id"], ["gate_override.id"], name=op.f("fk_interview_override_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_interview_party_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_interview_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["warning_code"], ["interview_warning.code"], name=op.f("fk_interview_warning_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("case_id", "n", name=op.f("uq_interview_case_id_n")),
        sa.UniqueConstraint("override_id", name=op.f("uq_interview_override_id")),
    )
    op.create_index("ix_interview_investigation_id", "interview", ["investigation_id"])
    op.create_index("ix_interview_party_id", "interview", ["party_id"])
    op.create_index("ix_interview_scheduled", "interview", ["scheduled_at"])
    op.create_table(
        "interview_person",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("interview_id", KEY, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "INTERVIEWER",
                "SECOND_INTERVIEWER",
                "REPRESENTATIVE",
                "INTERPRETER",
                "COUNSEL",
                "OTHER",
                name="presentas",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR name <> ''", name=op.f("ck_interview_person_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_interview_person_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_interview_person_interview_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_interview_person_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_person")),
        sa.UniqueConstraint(
            "interview_id", "role", name=op.f("uq_interview_person_interview_id_role")
        ),
    )
    op.create_index("ix_interview_person_case_id", "interview_person", ["case_id"])
    op.create_index("ix_interview_person_user_id", "interview_person", ["user_id"])
    op.create_table(
        "representation",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("interview_id", KEY, nullable=False),
        sa.Column(
            "unit_status",
            sa.Enum(
                "IN_UNIT",
                "OUTSIDE",
                name="unitstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "advised_under",
            sa.Enum(
                "LAW",
                "CONTRACT",
                "NOT_ADVISED",
                name="advisedunder",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("contract_code", sa.String(40), nullable=True),
        sa.Column("requested", sa.Boolean(), nullable=True),
        sa.Column("union_name", sa.String(160), nullable=False),
        sa.Column("representative", sa.String(120), nullable=False),
        sa.Column("delay_granted", sa.Boolean(), nullable=True),
        sa.Column("was_present", sa.Boolean(), nullable=True),
        sa.Column("waived", sa.Boolean(), nullable=True),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "unit_status <> 'IN_UNIT' OR (advised_under IS NOT NULL AND requested IS NOT NULL)",
            name=op.f("ck_representation_in_unit_is_said"),
        ),
        sa.CheckConstraint(
            "unit_status = 'IN_UNIT' OR (advised_under IS NULL AND contract_code IS NULL AND requested IS NULL AND delay_granted IS NULL AND was_present IS NULL AND waived IS NULL AND union_name = '' AND representative = '')",
            name=op.f("ck_representation_outside_says_nothing"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_representation_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_code"],
            ["bargaining_agreement.code"],
            name=op.f("fk_representation_contract_code"),
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_representation_interview_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_representation_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_representation_interview_id")),
    )
    op.create_index("ix_representation_case_id", "representation", ["case_id"])
    op.create_table(
        "warning_given",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("interview_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("form_code", sa.String(40), nullable=False),
        sa.Column("read_by", sa.String(120), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("refusal_witness", sa.String(120), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(is_signed AND file_id IS NOT NULL) OR (NOT is_signed AND refusal_witness <> '')",
            name=op.f("ck_warning_given_signed_or_witnessed"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_warning_given_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_warning_given_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["form_code"], ["warning_form.code"], name=op.f("fk_warning_given_form_code")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name=op.f("fk_warning_given_interview_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_warning_given_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_given")),
        sa.UniqueConstraint("interview_id", "n", name=op.f("uq_warning_given_interview_id_n")),
    )
    op.create_index("ix_warning_given_case_id", "warning_given", ["case_id"])
    op.create_table(
        "derivation",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("source_entity", sa.String(40), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=False),
        sa.Column("user_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_derivation_case_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_derivation_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivation")),
        sa.UniqueConstraint(
            "entity",
            "entity_id",
            "source_entity",
            "source_id",
            name=op.f("uq_derivation_entity_entity_id_source_entity_source_id"),
        ),
    )
    op.create_index("ix_derivation_case_id", "derivation", ["case_id"])
    op.create_index("ix_derivation_source", "derivation", ["source_entity", "source_id"])


def downgrade():
    op.drop_index("ix_statement_interview_id", "statement")
    if not _is_sqlite():
        op.drop_constraint(INTERVIEW, "statement", type_="foreignkey")
    op.drop_column("statement", "interview_id")
    op.drop_column("prosecution_event", "prosecutor")
    for table in TABLES:
        op.drop_table(table)
