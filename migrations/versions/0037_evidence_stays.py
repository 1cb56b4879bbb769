"""The database itself refuses to delete evidence, and to exchange the bytes that it stands on."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

#: table, name, when, on which condition, and what is said.
RULES = (
    ("evidence_item", "no_delete", "DELETE", "", "evidence is never deleted"),
    (
        *("evidence_item", "same_file", "UPDATE OF file_id"),
        "OLD.file_id IS NOT NULL AND (NEW.file_id IS NULL OR NEW.file_id <> OLD.file_id)",
        "the file of an item stays",
    ),
    (
        *("stored_file", "same_bytes", "UPDATE OF key, sha256, size"),
        "NEW.key <> OLD.key OR NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size",
        "what was received stays as it was received",
    ),
)


def _triggers():
    return [(table, f"{table}_{name}", when, only, said) for table, name, when, only, said in RULES]


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table, name, when, only, said in _triggers():
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN RAISE EXCEPTION '{said}'; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW"
                f" {f'WHEN ({only})' if only else ''} EXECUTE FUNCTION {name}()"
            )
            # ALWAYS: a session in replica mode does not get past them.
            op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        op.execute(
            "CREATE TRIGGER evidence_item_no_truncate BEFORE TRUNCATE ON evidence_item"
            " FOR EACH STATEMENT EXECUTE FUNCTION evidence_item_no_delete()"
        )
        op.execute("ALTER TABLE evidence_item ENABLE ALWAYS TRIGGER evidence_item_no_truncate")
        return
    for table, name, when, only, said in _triggers():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} {f'WHEN {only}' if only else ''}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER evidence_item_no_truncate ON evidence_item")
        for table, name, *_rest in _triggers():
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
        return
    for _table, name, *_rest in _triggers():
        op.execute(f"DROP TRIGGER {name}")
