"""Names as people write them down from hearing or memory."""

import random

from faker import Faker

#: What is written for what is heard, both ways.
SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("ie", "y"), ("ee", "ea"), ("ey", "y"), ("z", "s"),
    ("ei", "ie"), ("ou", "u"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("ss", "s"), ("th", "t"),
    ("gh", "g"), ("sch", "sh"), ("w", "v"), ("er", "or"), ("an", "en"), ("son", "sen"),
)  # fmt: skip
NAMES_OF = ("en_US", "es_MX", "pl_PL", "de_DE", "fr_FR")


def directory(count: int, seed: int = 3) -> list[tuple[str, str]]:
    """(given, family) of so many people, as mixed as a large agency's."""
    fakers = [Faker(place) for place in NAMES_OF]
    for number, faker in enumerate(fakers):
        faker.seed_instance(seed + number)
    weights = random.Random(seed)
    found = []
    for _one in range(count):
        faker = weights.choices(fakers, (12, 5, 1, 1, 1))[0]
        found.append((faker.first_name(), faker.last_name()))
    return found


def misspelt(word: str, dice: random.Random) -> str:
    """The word with one slip: by sound, a letter too few or many, two swapped, another one."""
    low = word.lower()
    heard = [(a, b) for a, b in (*SOUNDS, *((b, a) for a, b in SOUNDS)) if a in low]
    if heard and dice.random() < 0.5:
        a, b = dice.choice(heard)
        return low.replace(a, b, 1)
    if len(low) < 4:
        return low + low[-1]
    at = dice.randrange(1, len(low) - 1)
    slip = dice.randrange(4)
    if slip == 0:
        return low[:at] + low[at + 1 :]
    if slip == 1:
        return low[:at] + low[at] + low[at:]
    if slip == 2:
        return low[:at] + low[at + 1] + low[at] + low[at + 2 :]
    return low[:at] + dice.choice("aeiouylrnst") + low[at + 1 :]
