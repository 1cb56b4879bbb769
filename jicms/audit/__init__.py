"""The audit trail: who saw and did what, written with the change itself and sealed afterwards."""

from flask import Flask

from jicms.access import guard, scope
from jicms.audit import cli, models, recorder, requests
from jicms.core import unit_of_work
from jicms.refdata.loader import loaded_hooks


def init_app(app: Flask) -> None:
    """Register the recorders, the scope of the seal tables and the commands."""
    if recorder.write_rows not in unit_of_work.before_commit:
        unit_of_work.before_commit.append(recorder.write_rows)
        guard.view_recorders.append(requests.record_view)
        guard.refusal_recorders.append(requests.record_refusal)
        scope.unscoped(models.SealEntry, "digests only, no content")
        scope.unscoped(models.Seal, "digests only, no content")
    if recorder.record_lists not in loaded_hooks:
        loaded_hooks.append(recorder.record_lists)
    app.cli.add_command(cli.audit)
