"""The public report page for servers: a process of its own, outside the walls.

It imports nothing of the cases; `docs/operations.md` says how to run it.
"""

from jicms.hotline import create_app

app = create_app()
