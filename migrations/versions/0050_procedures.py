"""Procedures of discipline as data, the coverage determination, how letters were served, and floors
that the database keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BASES = "'RECEIVED', 'ATTEMPTED', 'PRESUMED'"
SERVICES = "'COMPETITIVE', 'EXCEPTED', 'SES'"
ROUTES = (
    "'none', 'grievance-if-agreed', 'grievance', 'mspb', 'mspb-or-grievance', 'limited',"
    " 'waived', 'as-law-gives'"
)
TABLES = (
    "letter_service",
    "coverage_determination",
    "agreement_period",
    "coverage_rule",
    "procedure_action",
    "procedure",
)
#: What the database refuses of an action: (name, text). In the model: `models_procedure.FLOORS`.
FLOORS = (
    (
        "not_below_the_floor",
        (
            "legacy_key IS NOT NULL OR lawful_effective_on IS NULL OR effective_on IS NULL"
            " OR effective_on >= lawful_effective_on"
        ),
    ),
    (
        "early_date_was_approved",
        (
            "legacy_key IS NOT NULL OR lawful_effective_on IS NULL OR effective_on IS NULL"
            " OR earliest_effective_on IS NULL OR effective_on >= earliest_effective_on"
            " OR override_by_id IS NOT NULL"
        ),
    ),
    (
        "crime_provision_was_reviewed",
        ("legacy_key IS NOT NULL OR NOT crime_provision OR legal_review_on IS NOT NULL"),
    ),
    (
        "crime_provision_keeps_the_answer",
        (
            "legacy_key IS NOT NULL OR NOT crime_provision OR effective_on IS NULL"
            " OR answer_due_on IS NULL OR effective_on > answer_due_on"
        ),
    ),
)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def upgrade():
    _procedures()
    _covered()
    _periods()
    _methods()
    _actions()
    _determinations()
    _services()


def _code_columns():
    return (
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
    )


def _list(table, *more):
    op.create_table(
        table,
        *_code_columns(),
        *more,
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f(f"ck_{table}_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f(f"ck_{table}_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f(f"pk_{table}")),
    )


def _to(table, column, other, key="code"):
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _one_of(table, column, kind, values):
    return sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{kind}"))


def _procedures():
    _list(
        "procedure",
        sa.Column("subpart", sa.String(10), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("citation", sa.String(200), nullable=False),
        sa.Column("needs_coverage", sa.Boolean(), nullable=False),
        sa.Column("needs_notice", sa.Boolean(), nullable=False),
        sa.Column("answer_rule", sa.String(40), nullable=True),
        sa.Column("floor_rule", sa.String(40), nullable=True),
        sa.Column("effective_rule", sa.String(40), nullable=True),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("crime_provision", sa.Boolean(), nullable=False),
        sa.Column("needs_condition", sa.Boolean(), nullable=False),
        sa.Column("douglas", sa.String(40), nullable=False),
        sa.Column("appeal_route", sa.String(40), nullable=False),
        sa.Column("min_days", sa.Integer(), nullable=True),
        sa.Column("max_days", sa.Integer(), nullable=True),
        _one_of("procedure", "douglas", "douglasuse", "'REQUIRED', 'OPTIONAL', 'DOES_NOT_APPLY'"),
        _one_of("procedure", "appeal_route", "appealroute", ROUTES),
    )
    _list(
        "procedure_action",
        sa.Column("procedure_code", sa.String(40), nullable=False),
        sa.Column("action_type_code", sa.String(40), nullable=False),
        sa.Column("may_propose", sa.Boolean(), nullable=False),
        sa.Column("may_decide", sa.Boolean(), nullable=False),
        _to("procedure_action", "procedure_code", "procedure"),
        _to("procedure_action", "action_type_code", "action_type"),
    )
    op.create_index("ix_procedure_action_procedure_code", "procedure_action", ["procedure_code"])


def _covered():
    _list(
        "coverage_rule",
        sa.Column("procedure_code", sa.String(40), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("preference_eligible", sa.Boolean(), nullable=True),
        sa.Column("past_probation", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("citation", sa.String(200), nullable=False),
        _one_of("coverage_rule", "service", "servicekind", SERVICES),
        _to("coverage_rule", "procedure_code", "procedure"),
    )
    op.create_index("ix_coverage_rule_procedure_code", "coverage_rule", ["procedure_code"])


def _periods():
    _list(
        "agreement_period",
        sa.Column("agreement_code", sa.String(40), nullable=False),
        sa.Column("rule_code", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("article", sa.String(120), nullable=True),
        _one_of("agreement_period", "unit", "periodunit", "'calendar_days', 'workdays', 'hours'"),
        _to("agreement_period", "agreement_code", "bargaining_agreement"),
    )
    op.create_index("ix_agreement_period_agreement_code", "agreement_period", ["agreement_code"])


def _methods():
    check = f"CONSTRAINT ck_service_method_receiptbasis CHECK (counts_from IN ({BASES}))"
    op.execute(
        "ALTER TABLE service_method ADD COLUMN counts_from VARCHAR(40) NOT NULL"
        f" DEFAULT 'RECEIVED' {check}"
    )
    op.add_column("service_method", sa.Column("presumption_rule", sa.String(40), nullable=True))


def _actions():
    for column, kind in (("procedure_code", "VARCHAR(40)"), ("lawful_effective_on", "DATE")):
        more = ""
        if column == "procedure_code":
            more = " CONSTRAINT fk_disciplinary_action_procedure_code REFERENCES procedure (code)"
        op.execute(f"ALTER TABLE disciplinary_action ADD COLUMN {column} {kind}{more}")
    checks = ""
    if _is_sqlite():
        # SQLite takes a constraint of a table that stands only along with a column.
        checks = "".join(
            f" CONSTRAINT ck_disciplinary_action_{name} CHECK ({text})" for name, text in FLOORS
        )
    op.execute(
        f"ALTER TABLE disciplinary_action ADD COLUMN end_condition TEXT NOT NULL DEFAULT ''{checks}"
    )
    if not _is_sqlite():
        for name, text in FLOORS:
            op.create_check_constraint(
                op.f(f"ck_disciplinary_action_{name}"), "disciplinary_action", text
            )


def _determinations():
    table = "coverage_determination"
    op.create_table(
        table,
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("considered_code", sa.String(40), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("appointment", sa.String(60), nullable=False),
        sa.Column("tenure", sa.String(60), nullable=False),
        sa.Column("schedule", sa.String(60), nullable=False),
        sa.Column("preference_eligible", sa.Boolean(), nullable=False),
        sa.Column("serving_since", sa.Date(), nullable=True),
        sa.Column("probation_ends", sa.Date(), nullable=True),
        sa.Column("agreement_code", sa.String(40), nullable=True),
        sa.Column("is_law_enforcement", sa.Boolean(), nullable=False),
        sa.Column("before_appointment", sa.Boolean(), nullable=False),
        sa.Column("is_retaliation", sa.Boolean(), nullable=False),
        sa.Column("is_felony_conviction", sa.Boolean(), nullable=False),
        sa.Column("proposed_procedure_code", sa.String(40), nullable=False),
        sa.Column("procedure_code", sa.String(40), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("citation", sa.String(200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("determined_by_id", KEY, nullable=True),
        *_keys(table),
        _to(table, "considered_code", "action_type"),
        _to(table, "agreement_code", "bargaining_agreement"),
        _to(table, "proposed_procedure_code", "procedure"),
        _to(table, "procedure_code", "procedure"),
        _to(table, "determined_by_id", "user_account", "id"),
        _one_of(table, "service", "servicekind", SERVICES),
        sa.CheckConstraint(
            "procedure_code = proposed_procedure_code OR reason <> ''",
            name=op.f(f"ck_{table}_other_has_reason"),
        ),
        sa.UniqueConstraint("action_id", "n", name=op.f(f"uq_{table}_action_id_n")),
    )
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def _keys(table):
    return (
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _to(table, "action_id", "disciplinary_action", "id"),
        _to(table, "case_id", "case_file", "id"),
    )


def _services():
    table = "letter_service"
    op.create_table(
        table,
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("method_code", sa.String(40), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("attempted_on", sa.Date(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("reckoning", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proof_file_id", KEY, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        *_keys(table),
        _to(table, "method_code", "service_method"),
        _to(table, "proof_file_id", "stored_file", "id"),
        _to(table, "recorded_by_id", "user_account", "id"),
        _one_of(table, "kind", "letterkind", "'NOTICE', 'DECISION'"),
        _one_of(table, "basis", "receiptbasis", BASES),
        sa.CheckConstraint(
            "basis <> 'PRESUMED' OR sent_on IS NOT NULL",
            name=op.f(f"ck_{table}_presumed_from_a_mailing"),
        ),
        sa.CheckConstraint(
            "basis <> 'ATTEMPTED' OR attempted_on IS NOT NULL",
            name=op.f(f"ck_{table}_counts_from_an_attempt"),
        ),
        sa.UniqueConstraint("action_id", "kind", name=op.f(f"uq_{table}_action_id_kind")),
    )
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def downgrade():
    for column in ("end_condition", "lawful_effective_on", "procedure_code"):
        if not _is_sqlite() and column == "end_condition":
            for name, _text in FLOORS:
                op.drop_constraint(
                    op.f(f"ck_disciplinary_action_{name}"), "disciplinary_action", type_="check"
                )
        op.drop_column("disciplinary_action", column)
    for column in ("presumption_rule", "counts_from"):
        op.drop_column("service_method", column)
    for table in TABLES:
        op.drop_table(table)
