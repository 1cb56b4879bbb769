"""Counsel of an action, privileged notes, information requests of a union, and what left."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = "what was recorded here stays as it is"
#: Tables whose rows are never changed nor removed. REPLACE deletes without the DELETE trigger.
RULES = tuple(
    rule
    for table in ("privileged_note", "accounted_disclosure")
    for rule in (
        (f"{table}_stands", table, "UPDATE", ""),
        (f"{table}_stays", table, "DELETE", ""),
        (f"{table}_replace", table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"),
    )
)


def upgrade():
    op.create_table(
        "accounted_disclosure",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("party_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("recipient_address", sa.String(length=300), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("authority", sa.String(length=200), nullable=False),
        sa.Column("condition_code", sa.String(length=40), nullable=False),
        sa.Column("routine_use_code", sa.String(length=40), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "recipient_name <> '' AND recipient_address <> '' AND purpose <> '' AND nature <> ''",
            name=op.f("ck_accounted_disclosure_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["disciplinary_action.id"],
            name=op.f("fk_accounted_disclosure_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_accounted_disclosure_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_accounted_disclosure_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["condition_code"],
            ["disclosure_condition.code"],
            name=op.f("fk_accounted_disclosure_condition_code"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_accounted_disclosure_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["routine_use_code"],
            ["routine_use.code"],
            name=op.f("fk_accounted_disclosure_routine_use_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounted_disclosure")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_accounted_disclosure_action_id_n")),
    )
    op.create_index(op.f("ix_accounted_disclosure_case_id"), "accounted_disclosure", ["case_id"])
    op.create_index(
        "ix_accounted_disclosure_disclosed_on", "accounted_disclosure", ["disclosed_on"]
    )
    op.create_index("ix_accounted_disclosure_party_id", "accounted_disclosure", ["party_id"])
    op.create_table(
        "counsel_assignment",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("counsel_id", KEY, nullable=False),
        sa.Column("grant_id", KEY, nullable=False),
        sa.Column("assigned_by_id", KEY, nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason = '')",
            name=op.f("ck_counsel_assignment_end_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_counsel_assignment_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"],
            ["user_account.id"],
            name=op.f("fk_counsel_assignment_assigned_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_counsel_assignment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["counsel_id"], ["user_account.id"], name=op.f("fk_counsel_assignment_counsel_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user_account.id"], name=op.f("fk_counsel_assignment_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["case_grant.id"], name=op.f("fk_counsel_assignment_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counsel_assignment")),
    )
    op.create_index(op.f("ix_counsel_assignment_case_id"), "counsel_assignment", ["case_id"])
    op.create_index("ix_counsel_assignment_counsel_id", "counsel_assignment", ["counsel_id"])
    op.create_index(
        "uq_counsel_assignment_live",
        "counsel_assignment",
        ["action_id", "counsel_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "information_request",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("union_name", sa.String(length=200), nullable=False),
        sa.Column("requester", sa.String(length=160), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("recorded_by_id", KEY, nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("letter_id", KEY, nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (letter_id IS NULL)",
            name=op.f("ck_information_request_answered_by_letter"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= received_on",
            name=op.f("ck_information_request_answered_after"),
        ),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= received_on",
            name=op.f("ck_information_request_due_after_receipt"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_information_request_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_information_request_answered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_information_request_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_information_request_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["stored_file.id"], name=op.f("fk_information_request_letter_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_information_request_recorded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_information_request_action_id_n")),
    )
    op.create_index(op.f("ix_information_request_case_id"), "information_request", ["case_id"])
    op.create_index("ix_information_request_received_on", "information_request", ["received_on"])
    op.create_table(
        "privileged_note",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_privileged_note_says_something")),
        sa.CheckConstraint(
            "corrects IS NULL OR corrects < n",
            name=op.f("ck_privileged_note_corrects_an_earlier_one"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_privileged_note_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_privileged_note_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_privileged_note_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privileged_note")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_privileged_note_action_id_n")),
    )
    op.create_index(op.f("ix_privileged_note_case_id"), "privileged_note", ["case_id"])
    op.create_table(
        "information_item",
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "OPEN",
                "GIVEN",
                "PARTLY",
                "REFUSED",
                "NONE_EXISTS",
                name="itemoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("redactions", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'OPEN') = (answered_on IS NULL)",
            name=op.f("ck_information_item_answered_has_day"),
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('PARTLY', 'REFUSED') OR ground <> ''",
            name=op.f("ck_information_item_withheld_has_ground"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_information_item_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_information_item_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_information_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["information_request.id"], name=op.f("fk_information_item_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_item")),
        sa.UniqueConstraint("request_id", "n", name=op.f("uq_information_item_request_id_n")),
    )
    op.create_index(op.f("ix_information_item_action_id"), "information_item", ["action_id"])
    op.create_index(op.f("ix_information_item_case_id"), "information_item", ["case_id"])
    op.create_table(
        "given_record",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=True),
        sa.Column("exhibit_id", KEY, nullable=True),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN document_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN exhibit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN file_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_given_record_one_record"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_given_record_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_given_record_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_given_record_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["exhibit_id"], ["exhibit.id"], name=op.f("fk_given_record_exhibit_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_given_record_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["information_item.id"], name=op.f("fk_given_record_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_record")),
    )
    op.create_index(op.f("ix_given_record_action_id"), "given_record", ["action_id"])
    op.create_index(op.f("ix_given_record_case_id"), "given_record", ["case_id"])
    op.create_index(op.f("ix_given_record_item_id"), "given_record", ["item_id"])
    for rule in RULES:
        _refuse(*rule)


def _refuse(name, table, verb, when):
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {f'WHEN {when}' if when else ''}"
            f" BEGIN SELECT RAISE(ABORT, '{STANDS}'); END"
        )
        return
    # PostgreSQL takes no subquery in WHEN: the function asks.
    asked = f"IF {when} THEN RAISE EXCEPTION '{STANDS}'; END IF; RETURN NEW;"
    body = asked if when else f"RAISE EXCEPTION '{STANDS}';"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    # ALWAYS: a session in replica mode does not get past them.
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _allow(name, table):
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def downgrade():
    for name, table, *_rest in RULES:
        _allow(name, table)
    op.drop_table("given_record")
    op.drop_table("information_item")
    op.drop_table("privileged_note")
    op.drop_table("information_request")
    op.drop_table("counsel_assignment")
    op.drop_table("accounted_disclosure")
