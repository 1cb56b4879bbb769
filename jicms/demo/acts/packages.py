"""What the officials get: both worksheets, comparators, and what came after the notice."""

from datetime import timedelta

from jicms.core import clock
from jicms.demo.stage import Scene
from jicms.discipline import comparators
from jicms.discipline import service as discipline
from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewKind
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import entries

_PROPOSING = (
    ("AGGRAVATING", "The conduct is serious and goes to what the position is for."),
    ("AGGRAVATING", "A law enforcement position, in daily contact with the public."),
    ("NEUTRAL", "No earlier discipline is cited."),
    ("MITIGATING", "Years of service rated fully successful."),
    ("AGGRAVATING", "The supervisor has less confidence in the employee's reports."),
    ("NEUTRAL", "The comparators chosen ended between a suspension and removal."),
    ("NEUTRAL", "Within the range of the table for a first offense."),
    ("NOT_RELEVANT", "Nothing about it was in the press."),
    ("AGGRAVATING", "The employee signed the rule and was trained on it."),
    ("NEUTRAL", "Nothing speaks for or against it yet; the answer may."),
    ("NOT_RELEVANT", "None is known at this time."),
    ("AGGRAVATING", "A lesser sanction would not say how grave it is."),
)
_CHOSEN = 3


def with_proposal(scene: Scene, action: DisciplinaryAction) -> None:
    """Like outcomes, and the proposing official's factors where the law leaves a choice."""
    _compare(scene, action)
    if not discipline.douglas_is_required(action):
        return
    codes = sorted(entries(DouglasFactor))
    weights = {
        code: (FactorWeight(weight), text)
        for code, (weight, text) in zip(codes, _PROPOSING, strict=True)
    }
    discipline.save_proposing_worksheet(action, actor=scene.actor, weights=weights)


def _compare(scene: Scene, action: DisciplinaryAction) -> None:
    offered = comparators.categories_of(action)
    if not offered:
        return
    category, years = offered[0][0], comparators.years_back()
    found = comparators.find(action, category_code=category, years=years)
    if not found.rows:
        return
    note = "Found by this search; neither official took part in it."
    discipline.keep_comparators(
        action,
        actor=scene.actor,
        found=found,
        category_code=category,
        years=years,
        chosen={
            place: discipline.Knowledge(known=row.is_near, note="" if row.is_near else note)
            for place, row in enumerate(found.rows[:_CHOSEN], start=1)
        },
    )


def news(scene: Scene, action: DisciplinaryAction) -> None:
    """Something came after the notice: one item is settled, another waits."""
    letter = discipline.add_new_material(
        action,
        actor=scene.actor,
        kind=NewKind.DOCUMENT,
        title="Letter of a port director",
        source="Port director, unasked",
        matters="Praises the employee's work of the last two years.",
        text="The employee trained eleven new colleagues and was never late.",
        arrived_on=clock.today(action.office.agency.zone) - timedelta(days=1),
    )
    discipline.use_in_mitigation(
        letter,
        actor=scene.actor,
        reason="It speaks for the employee only: it bears on service and rehabilitation.",
    )
    discipline.add_new_material(
        action,
        actor=scene.actor,
        kind=NewKind.FACT,
        title="A second week of the same conduct",
        source="Badge records that came in late",
        matters="Would make the conduct more than a single lapse.",
        text="The badge records of the week after show the same door at the same hours.",
    )
