"""Letters of labor relations: written from the case, signed, and served with their step."""

import io
from datetime import timedelta
from typing import Any

from jicms.demo import papers
from jicms.demo.stage import Scene
from jicms.discipline.letters.composing import facts_of, text_of
from jicms.discipline.letters.facts import FACTS
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Letter
from jicms.discipline.service import letters
from jicms.files.service import ingest

_FACTS = {
    "employee_address": "By hand at the duty station",
    "answer_to": "The deciding official, at the address above",
    "official_time": "8 hours",
    "penalty_reasons": "The penalty is within the range of the table for a first offense.",
    "charge_reasons": "The report and its exhibits prove each specification that is sustained.",
    "answer_considered": "I gave weight to the years without discipline.",
    "decision_reasons": "The twelve factors are weighed in the worksheet that is enclosed.",
    "appeal_where": "Use the appeal form of the Board or its electronic filing site. The regional"
    " office is the one that covers your duty station.",
    "grievance": "You may grieve under the agreement of your bargaining unit, or under the"
    " agency’s own procedure: first step with the deciding official, in writing.",
    "conduct": "The conduct is the one that the report of investigation describes.",
    "expected": "Follow the rule that was explained to you, and ask where you are in doubt.",
    "crime_facts": "The facts are those of the charges above.",
    "ending_condition": "the end of the criminal case, and of any action that follows it promptly.",
    "outcome": "The facts do not call for discipline.",
    "conclusions": "The conclusions are those of the report.",
    "probation_rights": "You may appeal on the limited grounds that the law gives.",
}
_TITLES = {"proposing": "Proposing Official", "deciding": "Deciding Official"}


def write(scene: Scene, action: DisciplinaryAction, *, decision: bool = False) -> Letter | None:
    """The letter that the step calls for, made from the case; None where it calls for none."""
    kind = letters.called_for(action, decision=decision)
    if kind is None:
        return None
    facts: dict[str, Any] = {
        "letter_date": scene.today,
        "signer_title": _TITLES["deciding" if decision else "proposing"],
        "position": "Officer",
        "reprimand_until": scene.today + timedelta(days=730),
        "ends_on": scene.today,
        **_FACTS,
    }
    for name in facts_of(kind):
        begin = FACTS[name].begin
        known = begin(action) if begin is not None else None
        facts |= {name: known} if known else {}
    if not decision and scene.matter.options.get("answer_days", 14) > letters.least(
        action, "answer_days"
    ):
        facts["answer_days"] = scene.matter.options.get("answer_days", 14)
    letter = letters.draft_letter(action, actor=scene.actor, kind=kind, facts=facts)
    letters.generate(letter, actor=scene.actor)
    return letter


def sign(scene: Scene, action: DisciplinaryAction, *, decision: bool = False) -> None:
    """The written letter comes back signed."""
    kind = letters.called_for(action, decision=decision)
    letter = letters.draft_of(action, kind) if kind is not None else None
    if letter is None:
        return
    made = letter.versions[-1]
    text = text_of(made.content)
    page = papers.pages(letter.kind.label, *text.splitlines())
    file = ingest(io.BytesIO(page), name=f"{letter.key} signed.pdf", by=scene.actor.user_id)
    letters.bind_signed(letter, actor=scene.actor, file=file, made_from=made.n, pages=[text])
