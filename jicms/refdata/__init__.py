"""Code tables of the agency: versioned lists, retired but never deleted."""

from flask import Flask
from sqlalchemy import inspect

from jicms.refdata import cli, models, queries


def init_app(app: Flask) -> None:
    """Register the commands, and the template functions `code_label` and `finding_mark`."""
    tables = {inspect(model).local_table.name: model for model in models.ALL_CODE_MODELS}

    def code_label(table: str, code: str | None) -> str:
        return queries.label_of(tables[table], code)

    app.add_template_global(code_label, "code_label")
    app.add_template_global(queries.mark_of, "finding_mark")
    app.cli.add_command(cli.refdata)
