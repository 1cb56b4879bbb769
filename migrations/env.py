"""Alembic's entry: the same migrations run on SQLite and on PostgreSQL."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
metadata = database.metadatas[None]


def run() -> None:
    """Run the migrations in one transaction each, on the application's own engine."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
