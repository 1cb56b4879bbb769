"""Forms of the charges before they are proposed."""

from jicms.allegations.models import AllegationSubject
from jicms.discipline import queries_charges
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge
from jicms.discipline.service import SpecificationText, released
from jicms.discipline.service.ranges import offered_offenses
from jicms.evidence.models import Exhibit
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Text, UsDate, Version

#: The hint at a charge's name.
NAMED = "As the notice names it; left empty, the table’s words"


class ChargeForm(BaseForm):
    """What a charge is called."""

    offense_code = Code("Offense in the table", optional=True, blank="Not in the table")
    title = Text("Charge", limit=200, optional=True, hint=NAMED)
    version = Version()

    def offer_offenses(self, action: DisciplinaryAction, charge: Charge | None = None) -> None:
        """The agency's table as it stands today; the row that a charge was drafted under stays."""
        _offer_offenses(self.offense_code, action, charge)


class SpecificationForm(BaseForm):
    """One fact of a charge, its finding and its proof."""

    finding = Code("Allegation and finding")
    text = LongText("Specification", rows=5, hint="What the employee did, as the notice says it")
    incident_from = UsDate("First day")
    incident_to = UsDate("Last day", optional=True, hint="MM/DD/YYYY; if it went on")
    place = Text("Place", limit=200, optional=True)
    exhibits = Codes("Exhibits that prove it", optional=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Findings against this employee that substantiate, and the exhibits that were released."""
        self.finding.offer(
            Choice(link.id, finding_words(link)) for link in queries_charges.chargeable(action)
        )
        self.exhibits.offer(
            Choice(row.id, f"Exhibit {row.n}: {row.description}") for row in sent(action)
        )

    def said_of(self, action: DisciplinaryAction) -> SpecificationText:
        """What was typed, as the service takes it."""
        links = {link.id: link for link in queries_charges.chargeable(action)}
        chosen = set(self.exhibits.data)
        return SpecificationText(
            links[self.finding.data],
            self.text.data,
            incident_from=self.incident_from.data,
            incident_to=self.incident_to.data,
            place=self.place.data or "",
            exhibits=[row for row in sent(action) if row.id in chosen],
        )


class NewChargeForm(SpecificationForm):
    """A charge with its first specification."""

    page_order = ("offense_code", "title")

    offense_code = Code("Offense in the table", optional=True, blank="Not in the table")
    title = Text("Charge", limit=200, optional=True, hint=NAMED)

    def offer(self, action: DisciplinaryAction) -> None:
        """As for a specification, and the agency's table."""
        super().offer(action)
        _offer_offenses(self.offense_code, action, None)


def _offer_offenses(field: Code, action: DisciplinaryAction, charge: Charge | None) -> None:
    kept = charge.offense if charge is not None else None
    field.offer(
        (Choice(row.code, row.label, group=row.group_label) for row in offered_offenses(action)),
        keep=Choice(kept.code, kept.label) if kept is not None else None,
    )


def sent(action: DisciplinaryAction) -> list[Exhibit]:
    """The exhibits that were released with this referral."""
    return released(action.referral, Exhibit) if action.referral is not None else []


def finding_words(link: AllegationSubject) -> str:
    """`1.1 FIN-01 Misuse of a card: Substantiated`."""
    category = link.allegation.category
    about = f" {category.code} {category.label}" if category is not None else ""
    return f"{link.label}{about}: {link.finding.label if link.finding else 'no finding yet'}"


def begun_from(link: AllegationSubject | None) -> dict[str, object]:
    """What is known of a finding: its code names the charge, its incident dates and place."""
    if link is None:
        return {}
    category, detail = link.allegation.category, link.allegation.detail
    return {
        "finding": link.id,
        "title": category.label if category is not None else "",
        "incident_from": link.allegation.incident_from,
        "incident_to": link.allegation.incident_to,
        "place": detail.place if detail is not None else "",
    }


def uncharged(action: DisciplinaryAction, charges: list[Charge]) -> list[AllegationSubject]:
    """The findings from which no specification is drawn yet."""
    used = {row.allegation_subject_id for charge in charges for row in charge.specifications}
    return [link for link in queries_charges.chargeable(action) if link.id not in used]
