"""What each feature's checklist asks. Features register theirs at start-up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be done first. `hint` says what the reference is to name."""

    key: str
    label: str
    hint: str = ""
    #: The date may lie ahead, and needs no reference: the first day of use.
    is_start: bool = False


#: Every feature's checklist ends with these.
OFFICIAL = Item("OFFICIAL", "Approving official", "Name and title of the official who approved it.")
START = Item("START", "First day of use", "Off before this day.", is_start=True)


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature that is off by default. `does` is the sentence that says what goes live."""

    key: str
    label: str
    does: str
    asks: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All that must be filled and confirmed, in order."""
        return (*self.asks, OFFICIAL, START)

    def item(self, key: str) -> Item | None:
        """One item of the checklist."""
        return next((item for item in self.items if item.key == key), None)


_features: dict[str, Feature] = {}


def register(feature: Feature) -> None:
    """Add a feature. A second one of the same key is a programming error."""
    if _features.get(feature.key, feature) != feature:
        raise ValueError(f"{feature.key} has a checklist already")
    keys = [item.key for item in feature.items]
    if len(keys) != len(set(keys)):
        raise ValueError(f"{feature.key} asks for an item twice")
    _features[feature.key] = feature


def registered() -> tuple[Feature, ...]:
    """Every feature, by name."""
    return tuple(sorted(_features.values(), key=lambda feature: feature.label))


def feature_of(key: str) -> Feature | None:
    """The feature of a key."""
    return _features.get(key)
