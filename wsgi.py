"""The application for servers and for `flask --app wsgi`."""

from jicms import create_app

app = create_app()
