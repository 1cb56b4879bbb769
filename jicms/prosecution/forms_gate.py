"""Forms of the declination gate: sovereigns, and standing declinations."""

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.prosecution import gate, queries
from jicms.prosecution.forms import UPLOAD_MB
from jicms.prosecution.models_gate import StandingDeclination
from jicms.refdata import queries as lists
from jicms.refdata.models import AllegationCategory, ProsecutionLevel
from jicms.web.forms import BaseForm, Choice, Code, Codes, File, LongText, Text, UsDate


class JurisdictionForm(BaseForm):
    """Which sovereigns beside the federal one likely have jurisdiction."""

    charges = Codes("Allegations")
    likely = Codes(
        "Likely jurisdiction",
        optional=True,
        hint="The federal prosecutor is always asked. None ticked: no other sovereign.",
    )
    reason = LongText("Why", limit=2000, rows=3)

    def offer(self, case: Case) -> None:
        """Offer the allegations per subject, and the sovereigns."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.rows = {row.id: row for row in queries.charges_of(case)}
        self.charges.offer(
            (row.id, f"{row.label} {row.allegation.category_code or ''}, {row.party.name}")
            for row in self.rows.values()
        )
        self.likely.offer(
            pair
            for pair in lists.choices(session, ProsecutionLevel, today)
            if pair[0] != gate.ALWAYS
        )


class StandingForm(BaseForm):
    """A prosecuting office's standing declination."""

    level_code = Code("Level")
    office = Text("Prosecuting office", limit=160)
    prosecutor = Text("Signed by", optional=True, limit=120)
    valid_from = UsDate("First day", hint="MM/DD/YYYY")
    valid_until = UsDate("Last day", optional=True, hint="MM/DD/YYYY, or blank")
    conditions = LongText(
        "Conditions",
        limit=4000,
        rows=5,
        hint="One a line, as the letter has them. Whoever relies on the letter ticks each.",
    )
    categories = Codes("Categories that the letter covers")
    file = File("The letter", limit_mb=UPLOAD_MB, resumable=True)

    def offer(self, actor: Actor) -> None:
        """Offer levels, and the categories that may be a crime."""
        session, today = unit_of_work.session(), clock.today(actor.zone)
        self.level_code.offer(lists.choices(session, ProsecutionLevel, today))
        criminal = lists.facts(AllegationCategory)
        self.categories.offer(
            (code, label)
            for rows in lists.category_choices(session, today).values()
            for code, label in rows
            if criminal[code].criminal_capable
        )


class UseStandingForm(BaseForm):
    """Relying on a standing declination for one allegation against one subject."""

    charge = Code("Allegation", blank="Choose")
    terms = Codes("Conditions met", needed="Each condition has to be met, and ticked")

    def offer(self, case: Case, standing: StandingDeclination) -> None:
        """Offer what the letter covers, and its conditions."""
        covered = {row.category_code for row in standing.categories}
        rows = queries.charges_of(case)
        self.rows = {row.id: row for row in rows if row.allegation.category_code in covered}
        self.charge.offer(
            (row.id, f"{row.label} {row.allegation.category_code}, {row.party.name}")
            for row in self.rows.values()
        )
        self.terms.offer(Choice(place, term) for place, term in enumerate(standing.terms))
