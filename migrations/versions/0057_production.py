"""The file for a tribunal: what it must hold, its papers, and its volumes."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = "a file that was made stays as it is"
_OF_MADE = (
    "EXISTS (SELECT 1 FROM file_production p WHERE p.id = {row}.production_id AND p.state = 'MADE')"
)
#: (name, table, verb, refused when). REPLACE deletes without the DELETE trigger.
RULES = (
    ("production_volume_stands", "production_volume", "UPDATE", ""),
    ("production_volume_stays", "production_volume", "DELETE", ""),
    ("file_production_stands", "file_production", "UPDATE", "OLD.state = 'MADE'"),
    ("file_production_stays", "file_production", "DELETE", "OLD.state = 'MADE'"),
    ("production_entry_late", "production_entry", "INSERT", _OF_MADE.format(row="NEW")),
    ("production_entry_stands", "production_entry", "UPDATE", _OF_MADE.format(row="OLD")),
    ("production_entry_stays", "production_entry", "DELETE", _OF_MADE.format(row="OLD")),
    *(
        (f"{table}_replace", table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)")
        for table in ("production_volume", "file_production", "production_entry")
    ),
)


def upgrade():
    op.create_table(
        "file_part",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needed", sa.String(length=10), nullable=False),
        sa.Column("citation", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_file_part_code_form")
        ),
        sa.CheckConstraint(
            "needed IN ('always', 'answered', 'oral', 'never')", name=op.f("ck_file_part_needed")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_file_part_valid_period")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_file_part")),
    )
    op.create_table(
        "production_forum",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("megabytes", sa.Integer(), nullable=False),
        sa.Column("routine_use", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "code = upper(code) AND code NOT LIKE '%/%'", name=op.f("ck_production_forum_code_form")
        ),
        sa.CheckConstraint(
            "megabytes BETWEEN 1 AND 200", name=op.f("ck_production_forum_megabytes")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_production_forum_valid_period"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_production_forum")),
    )
    op.create_table(
        "file_production",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("forum_code", sa.String(length=40), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("recipient_address", sa.String(length=300), nullable=False),
        sa.Column("docket", sa.String(length=80), nullable=False),
        sa.Column("megabytes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "MADE",
                name="productionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begun_by_id", KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.Column("without", sa.Text(), nullable=False),
        sa.Column("lacking", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'MADE') = (made_at IS NOT NULL AND length(sha256) = 64)",
            name=op.f("ck_file_production_made_is_whole"),
        ),
        sa.CheckConstraint(
            "megabytes BETWEEN 1 AND 200", name=op.f("ck_file_production_megabytes")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_file_production_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by_id"], ["user_account.id"], name=op.f("fk_file_production_begun_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_file_production_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["forum_code"], ["production_forum.code"], name=op.f("fk_file_production_forum_code")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_file_production_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_production")),
        sa.UniqueConstraint("action_id", "n", name=op.f("uq_file_production_action_id_n")),
    )
    op.create_index(op.f("ix_file_production_case_id"), "file_production", ["case_id"])
    op.create_table(
        "production_entry",
        sa.Column("production_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part_code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "included OR reason <> ''", name=op.f("ck_production_entry_left_out_with_reason")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_production_entry_has_title")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_production_entry_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_production_entry_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_production_entry_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["part_code"], ["file_part.code"], name=op.f("fk_production_entry_part_code")
        ),
        sa.ForeignKeyConstraint(
            ["production_id"],
            ["file_production.id"],
            name=op.f("fk_production_entry_production_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_entry")),
        sa.UniqueConstraint("production_id", "n", name=op.f("uq_production_entry_production_id_n")),
    )
    op.create_index(op.f("ix_production_entry_action_id"), "production_entry", ["action_id"])
    op.create_index(op.f("ix_production_entry_case_id"), "production_entry", ["case_id"])
    op.create_index(op.f("ix_production_entry_file_id"), "production_entry", ["file_id"])
    op.create_table(
        "production_volume",
        sa.Column("production_id", KEY, nullable=False),
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(length=60), nullable=False),
        sa.Column("last", sa.String(length=60), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["disciplinary_action.id"], name=op.f("fk_production_volume_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_production_volume_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_production_volume_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["production_id"],
            ["file_production.id"],
            name=op.f("fk_production_volume_production_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_volume")),
        sa.UniqueConstraint(
            "production_id", "n", name=op.f("uq_production_volume_production_id_n")
        ),
    )
    op.create_index(op.f("ix_production_volume_action_id"), "production_volume", ["action_id"])
    op.create_index(op.f("ix_production_volume_case_id"), "production_volume", ["case_id"])
    op.create_index(op.f("ix_production_volume_file_id"), "production_volume", ["file_id"])
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
    back = "OLD" if verb == "DELETE" else "NEW"
    asked = f"IF {when} THEN RAISE EXCEPTION '{STANDS}'; END IF; RETURN {back};"
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
    op.drop_table("production_volume")
    op.drop_table("production_entry")
    op.drop_table("file_production")
    op.drop_table("production_forum")
    op.drop_table("file_part")
