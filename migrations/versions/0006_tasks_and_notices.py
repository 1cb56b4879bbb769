"""Tasks and notices."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
_KEYS = {
    **dict.fromkeys(("case_file", "user_account", "office", "task"), "id"),
    **dict.fromkeys(("case_type", "task_template"), "code"),
}


def _words(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _of(table, column, other):
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{other}.{_KEYS[other]}"], name=name)


def upgrade():
    _templates()
    _tasks()
    _notices()


def _templates():
    op.create_table(
        "task_template",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("case_type_code", sa.String(40), nullable=False),
        sa.Column("due_workdays", sa.Integer(), nullable=True),
        sa.Column("after_code", sa.String(40), nullable=True),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_task_template_code_form")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_task_template_valid_period")
        ),
        _of("task_template", "case_type_code", "case_type"),
        _of("task_template", "after_code", "task_template"),
        sa.PrimaryKeyConstraint("code", name="pk_task_template"),
    )


def _tasks():
    op.create_table(
        "task",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("side", _words("clockside", "investigation", "discipline"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("after_id", KEY, nullable=True),
        sa.Column("template_code", sa.String(40), nullable=True),
        sa.Column("state", _words("taskstate", "OPEN", "DONE", "CANCELLED"), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by_id", KEY, nullable=True),
        sa.Column("cancel_reason", sa.String(200), nullable=False),
        sa.Column("created_by_id", KEY, nullable=True),
        sa.Column("moved_from_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'DONE') = (done_at IS NOT NULL)", name=op.f("ck_task_done_has_time")
        ),
        sa.CheckConstraint(
            "after_id IS NULL OR after_id <> id", name=op.f("ck_task_not_after_itself")
        ),
        _of("task", "case_id", "case_file"),
        _of("task", "owner_id", "user_account"),
        _of("task", "office_id", "office"),
        _of("task", "after_id", "task"),
        _of("task", "template_code", "task_template"),
        _of("task", "done_by_id", "user_account"),
        _of("task", "created_by_id", "user_account"),
        _of("task", "moved_from_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_case_id_state", "task", ["case_id", "state"])
    op.create_index("ix_task_owner", "task", ["owner_id", "state", "due_on"])
    op.create_index("ix_task_office", "task", ["office_id", "state", "due_on"])
    op.create_index("ix_task_after_id", "task", ["after_id"])


def _notices():
    op.create_table(
        "notice",
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("entity_type", sa.String(40), nullable=False),
        sa.Column("entity_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("cleared_at", MOMENT, nullable=True),
        sa.Column("emailed_at", MOMENT, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("event = upper(event)", name=op.f("ck_notice_event_form")),
        _of("notice", "user_id", "user_account"),
        _of("notice", "case_id", "case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    standing = sa.text("cleared_at IS NULL")
    op.create_index(
        "uq_notice_standing",
        "notice",
        ["user_id", "event", "entity_type", "entity_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_notice_entity", "notice", ["entity_type", "entity_id"])
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_table(
        "notice_preference",
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("by_email", sa.Boolean(), nullable=False),
        _of("notice_preference", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("user_id", "event", name="pk_notice_preference"),
    )


def downgrade():
    op.drop_table("notice_preference")
    op.drop_table("notice")
    op.drop_table("task")
    op.drop_table("task_template")
