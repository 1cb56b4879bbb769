"""`flask demo load`: fill an empty database with the demonstration."""

import sys
import time

import click
from flask import current_app
from flask.cli import AppGroup

from jicms.demo import load as loading
from jicms.demo import public

demo = AppGroup("demo", help="The demonstration: generated accounts, people and cases.")


@demo.command("load")
def load() -> None:
    """Load generated demonstration data; only in demo mode, only into an empty database."""
    if current_app.config["ENV_NAME"] != "demo":
        click.echo("Demonstration data are loaded in demo mode only: set JICMS_ENV=demo.", err=True)
        sys.exit(1)
    began = time.monotonic()
    try:
        made = loading.load()
    except loading.Refused as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    parts = ", ".join(f"{count} {what}" for what, count in made.items())
    click.echo(f"Loaded in {time.monotonic() - began:.0f} s: {parts}.")


@demo.command("public")
def go_live() -> None:
    """Confirm the checklist of the public report page; only in demo mode."""
    if current_app.config["ENV_NAME"] != "demo":
        click.echo("Only a demonstration confirms a checklist by itself.", err=True)
        sys.exit(1)
    click.echo(f"{public.go_live()} items filled and confirmed.")
