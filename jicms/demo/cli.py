"""`flask demo load`: fill an empty database with the demonstration."""

import sys
import time

import click
from flask import current_app
from flask.cli import AppGroup

from jicms.demo import load as loading

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
