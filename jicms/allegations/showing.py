"""What a page of an allegation shows, and where features above add to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.allegations import guards, queries
from jicms.allegations.forms import FindingForm, offered_findings
from jicms.allegations.models import (
    AllegationClassChange,
    AllegationSubject,
    Finding,
)
from jicms.allegations.service.findings import refusals
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core import clock
from jicms.refdata.models import FindingCode, FindingMark

#: Key facts of an allegation that features above know: (name, text, link or "").
facts: list[Callable[[AllegationSubject], Iterable[tuple[str, str, str]]]] = []
#: Sections under the detail, drawn by features above (the exhibits that a finding rests on).
sections: list[Callable[[AllegationSubject], Markup | None]] = []


@dataclass(frozen=True, slots=True)
class Desk:
    """The tab of a case: every allegation × subject in sight, and the one that is open."""

    case: Case
    charges: Sequence[AllegationSubject]
    charge: AllegationSubject | None
    findings: Sequence[Finding] = ()
    changes: Sequence[AllegationClassChange] = ()
    more: Sequence[tuple[str, str, str]] = ()
    sections: Sequence[Markup] = field(default_factory=list)

    @property
    def by_subject(self) -> list[tuple[str, list[AllegationSubject]]]:
        """The list on the left: subjects in the order of the case, each with what is alleged."""
        ordered = sorted(self.charges, key=lambda c: (c.party_id, c.allegation.n, c.m))
        grouped = [list(rows) for _key, rows in groupby(ordered, key=lambda c: c.party_id)]
        return [(subject_name(rows[0]), rows) for rows in grouped]

    @property
    def standing(self) -> Finding | None:
        """The finding that stands."""
        return next((row for row in self.findings if row.superseded_at is None), None)

    @property
    def next_open(self) -> AllegationSubject | None:
        """The next one without a finding, after this one."""
        rows = [c for group in self.by_subject for c in group[1]]
        place = rows.index(self.charge) if self.charge in rows else -1
        later = [*rows[place + 1 :], *rows[: max(place, 0)]]
        return next((c for c in later if c.finding_code is None), None)


def subject_name(charge: AllegationSubject) -> str:
    """The subject's name; a viewer of the summary reads none."""
    return charge.party.name if charge.party is not None else "Subject"


def desk_of(number: str, n: int | None = None, m: int | None = None) -> Desk | None:
    """The tab of a case, open at n.m or at the first one without a finding; None where the case, or
    that allegation and subject of it, is hidden or missing."""
    found = case_by_number(number)
    if found is None:
        return None
    charges = queries.charges_of(found)
    if n is None:
        open_ones = [charge for charge in charges if charge.finding_code is None]
        return show(found, charges, next(iter([*open_ones, *charges]), None))
    chosen = next((c for c in charges if (c.allegation.n, c.m) == (n, m)), None)
    return show(found, charges, chosen) if chosen is not None else None


def show(
    case: Case, charges: Sequence[AllegationSubject], charge: AllegationSubject | None
) -> Desk:
    """The desk with everything that is shown of the open one."""
    if charge is None:
        return Desk(case, charges, None)
    return Desk(
        case,
        charges,
        charge,
        queries.findings_of(charge),
        queries.class_changes_of(charge.allegation),
        [row for say in facts for row in say(charge)],
        [drawn for draw in sections if (drawn := draw(charge)) is not None],
    )


def finding_form(charge: AllegationSubject) -> tuple[FindingForm | None, list[str]]:
    """The form for the findings that the viewer may record now; else why none can be."""
    actor = current_actor()
    if not policy.allows(actor, Action.FINDING_RECORD, charge):
        return None, []
    day = clock.today(charge.case.agency.zone)
    codes, said = _recordable(charge, actor)
    if not codes:
        return None, said
    form = FindingForm(data={"version": charge.version})
    shut = any(hold(charge.case, actor) for hold in guards.compelled_holds)
    form.offer(codes, day, shut=shut)
    return form, said


def _recordable(charge: AllegationSubject, actor: Actor) -> tuple[list[FindingCode], list[str]]:
    """The findings open to the actor, and what forbids the others. Asked once per kind of mark."""
    day = clock.today(charge.case.agency.zone)
    asked: dict[bool, list[str]] = {}
    codes = []
    for row in offered_findings(day):
        kind = row.mark is FindingMark.ADMIN
        if kind not in asked:
            asked[kind] = refusals(charge, row, actor)
        if not asked[kind]:
            codes.append(row)
    return codes, list(dict.fromkeys(text for texts in asked.values() for text in texts))
