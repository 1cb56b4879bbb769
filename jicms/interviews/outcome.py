"""What came of an interview, as features further up know it: an interview's page leads there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from jicms.interviews.models import Interview
from jicms.interviews.queries import chains_of


@dataclass(frozen=True, slots=True)
class Came:
    """A record that came of an interview: its name, and its page within the case."""

    interview_id: int
    name: str
    endpoint: str
    within: dict[str, int]


#: fn(ids of interviews) gives what the viewer may see of what came of them.
came_of: set[Callable[[Collection[int]], list[Came]]] = set()


def found(interview: Interview) -> list[Came]:
    """What came of it, under whichever of its records: corrected or correcting."""
    ids = chains_of({interview.id})
    return [one for source in came_of for one in source(ids)]
