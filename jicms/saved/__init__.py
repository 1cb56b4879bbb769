"""Saved searches: the filters and sort of a list under a name, one's own or an office's."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actions import Action
from jicms.audit import recorder
from jicms.auth import sessions
from jicms.people import walking
from jicms.saved import lists, models, policy, queries, views
from jicms.saved.lists import SavedList
from jicms.web.navigation import PageLink, Panel, account, home


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, routes, and what every list and My work show."""
    policies.register(policy.RULES)
    scopes.register(models.SavedSearch, queries.own_or_shared)
    recorder.audited(models.SavedSearch)
    sessions.read_along[queries.STAMP] = sessions.Along(
        queries.stamp, {models.SavedSearch: "owner and office are those of the session"}
    )
    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(saved_searches=queries.of_list)
    lists.lists.add(
        SavedList(
            "people",
            "People",
            "people.index",
            Action.PEOPLE_LIST,
            walking.state,
            words=((walking.WORDS, "Name or number"),),
            order=40,
        )
    )
    account.add(PageLink("Saved searches", "saved.index", Action.SEARCH_SAVE, order=30))
    home.add(
        Panel(
            "saved.searches",
            "saved/panels/searches.html",
            Action.SEARCH_SAVE,
            load=queries.on_my_work,
            column="side",
            order=90,
        )
    )
