"""What a court has before it: counts, the docket, a second prosecutor."""

from jicms.demo.stage import Scene
from jicms.prosecution import court
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_court import Instrument

_COUNTS = (
    ("18 USC 201(b)(2)", "Accepting a thing of value for an official act"),
    ("18 USC 1001(a)(2)", "A false statement in a matter of the agency"),
)


def counts(scene: Scene) -> None:
    """The two counts of the indictment, with its docket and who prosecutes."""
    for key in scene.matter.keys.get("prosecutions", ()):
        referral = scene.found(scene.session.get(ProsecutionReferral, key), "the prosecution")
        for statute, offense in _COUNTS:
            court.add_count(
                referral,
                actor=scene.actor,
                instrument=Instrument.INDICTMENT,
                filed_on=scene.today,
                statute=statute,
                offense=offense,
            )
        court.edit_referral(
            referral,
            actor=scene.actor,
            docket="7:26-cr-00412",
            venue="District court at McAllen",
            statutes="18 USC 201, 1001",
        )
        court.add_prosecutor(referral, actor=scene.actor, name="R. Castellano", from_on=scene.today)
