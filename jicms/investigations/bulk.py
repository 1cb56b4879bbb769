"""The lead of many cases at once."""

from collections.abc import Sequence

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role, current_actor
from jicms.auth.models import User
from jicms.cases import bulk
from jicms.cases.bulk import BulkAct, BulkForm
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.investigations import queries, service
from jicms.investigations.forms import type_for
from jicms.investigations.models import InvestigationStatus
from jicms.investigations.policy import live_team
from jicms.web.forms import Code


class LeadForm(BulkForm):
    """Who leads the cases from now on."""

    lead = Code("Lead", needed="Choose who leads them", blank="Choose an investigator")

    def offer(self, cases: Sequence[Case]) -> None:
        """The investigators of the office that the actor acts in."""
        actor = current_actor()
        if actor.office_id is not None:
            today = clock.today(actor.zone)
            found = queries.staff(actor.office_id, Role.INVESTIGATOR, today)
            self.lead.offer((user.id, user.name) for user in found)


def assign_lead(case: Case, form: LeadForm, actor: Actor) -> str:
    """Plan the case's investigation, or hand the one that runs to the lead; the team stays."""
    lead = unit_of_work.session().get(User, form.lead.data)
    if lead is None:
        raise RuleBroken("Choose who leads them.", field="lead")
    running = [
        row for row in queries.investigations_of(case) if row.status is not InvestigationStatus.DONE
    ]
    if len(running) > 1:
        raise RuleBroken("Several investigations run: change their teams in the case.")
    if not running:
        made = service.assign(case, actor=actor, type=type_for(case), lead=lead)
        kind = made.type.label.lower()
        return f"Investigation {made.n} ({kind}) is planned, led by {lead.name}"
    [found] = running
    members = live_team(found)
    before = [row.user for row in members if row.is_lead and row.user is not None]
    if [user.id for user in before] == [lead.id]:
        raise RuleBroken(f"{lead.name} leads it already.")
    team = [row.user for row in members if not row.is_lead and row.user is not None]
    others = [user for user in team if user.id != lead.id]
    service.change_team(found, actor=actor, lead=lead, team=others)
    said = f", in place of {before[0].name}" if before else ""
    return f"{lead.name} leads investigation {found.n}{said}"


def register() -> None:
    """Offer the act."""
    bulk.acts.add(
        BulkAct("lead", "Assign the lead", Action.CASE_ASSIGN, assign_lead, form=LeadForm, order=10)
    )
