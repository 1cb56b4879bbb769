"""Is a feature live, and what does its checklist say?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from jicms.access.actor import find_actor
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.go_live.checklist import START, Feature, Item, feature_of
from jicms.go_live.models import GoLiveAnswer

#: Whose day counts where nobody is signed in.
ZONE = "America/New_York"
#: Past answers that the page shows.
PAST = 50


@dataclass(frozen=True, slots=True)
class Said:
    """An item with the answer that stands, if any, and who gave and confirmed it."""

    feature: Feature
    item: Item
    answer: GoLiveAnswer | None = None
    given_by: str = ""
    confirmed_by: str = ""

    @property
    def is_done(self) -> bool:
        """Filled in and confirmed."""
        return self.answer is not None and self.answer.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a feature's checklist stands."""

    feature: Feature
    items: tuple[Said, ...]

    @property
    def done(self) -> int:
        """Items that are filled and confirmed."""
        return sum(said.is_done for said in self.items)

    @property
    def is_complete(self) -> bool:
        """Nothing is missing."""
        return self.done == len(self.items)

    @property
    def starts(self) -> Any:
        """The first day of use, as it stands confirmed."""
        found = next((said for said in self.items if said.item.is_start and said.is_done), None)
        return found.answer.dated if found and found.answer else None

    @property
    def is_live(self) -> bool:
        """Nothing is missing and the first day of use has come."""
        return self.is_complete and self.starts <= _today()


def _today() -> Any:
    actor = find_actor()
    return clock.today(actor.zone if actor else ZONE)


def is_live(key: str) -> bool:
    """Whether a feature is on: every item filled, confirmed by a second person, and its first day
    come. One statement; a key that nobody registered raises `KeyError`."""
    feature = feature_of(key)
    if feature is None:
        raise KeyError(key)
    rows = unit_of_work.session().execute(
        select(GoLiveAnswer.item, GoLiveAnswer.dated).where(
            GoLiveAnswer.feature == key,
            GoLiveAnswer.ended_at.is_(None),
            GoLiveAnswer.confirmed_at.is_not(None),
        )
    )
    dates = {row.item: row.dated for row in rows}
    whole = all(item.key in dates for item in feature.items)
    return whole and bool(dates[START.key] <= _today())


def standing(feature: Feature) -> Standing:
    """The checklist with the answers that stand."""
    return standings((feature,))[0]


def standings(features: tuple[Feature, ...]) -> list[Standing]:
    """Likewise of several features, in one statement."""
    rows = unit_of_work.session().execute(
        _answers().where(
            GoLiveAnswer.ended_at.is_(None),
            GoLiveAnswer.feature.in_([feature.key for feature in features]),
        )
    )
    found = {(row[0].feature, row[0].item): row for row in rows}
    return [
        Standing(
            feature,
            tuple(
                Said(feature, item, *found.get((feature.key, item.key), (None, "", ""))[:3])
                for item in feature.items
            ),
        )
        for feature in features
    ]


def _answers() -> Select[GoLiveAnswer, str, str, str]:
    given, confirmed = aliased(User), aliased(User)
    ended = aliased(User)
    return (
        select(
            GoLiveAnswer,
            given.name,
            func.coalesce(confirmed.name, ""),
            func.coalesce(ended.name, ""),
        )
        .join(given, given.id == GoLiveAnswer.given_by_id)
        .outerjoin(confirmed, confirmed.id == GoLiveAnswer.confirmed_by_id)
        .outerjoin(ended, ended.id == GoLiveAnswer.ended_by_id)
    )


def past(feature: Feature) -> list[Any]:
    """What was changed or taken back, newest first: (answer, given, confirmed, ended by)."""
    rows = unit_of_work.session().execute(
        _answers()
        .where(GoLiveAnswer.feature == feature.key, GoLiveAnswer.ended_at.is_not(None))
        .order_by(GoLiveAnswer.id.desc())
        .limit(PAST)
    )
    return list(rows)


def item_of(feature: str, item: str) -> Said | None:
    """One item of a feature's checklist with what stands."""
    found = feature_of(feature)
    if found is None:
        return None
    return next((said for said in standing(found).items if said.item.key == item), None)


def answer_of(feature: str, answer_id: int) -> GoLiveAnswer | None:
    """An answer of a feature, past ones too."""
    return unit_of_work.session().scalar(
        select(GoLiveAnswer).where(GoLiveAnswer.id == answer_id, GoLiveAnswer.feature == feature)
    )


def waiting_ids(_of: Any) -> Select[int]:
    """Answers that wait for confirmation."""
    return select(GoLiveAnswer.id).where(
        GoLiveAnswer.ended_at.is_(None), GoLiveAnswer.confirmed_at.is_(None)
    )
