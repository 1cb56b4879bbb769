"""The demonstration: invented accounts, people and cases, made through the services."""

from flask import Flask

from jicms.demo.cli import demo


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(demo)
