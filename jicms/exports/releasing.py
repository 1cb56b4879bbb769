"""The release of a package, so that nobody waits while gigabytes of evidence are read.

First its files are read, in no transaction; then its parts are made, in one that reads; what is
written at last is short, and asks everything once more.
"""

from collections.abc import Iterable

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.core.errors import Missing, Stale
from jicms.exports import building, queries, service, trail
from jicms.exports.models import ExportPackage
from jicms.exports.service import TELL
from jicms.files.models import StoredFile


def release(number: str, n: int, *, version: int, actor: Actor) -> str | None:
    """Release package `n` of a case as the releaser saw it, each part in a transaction of its own.

    Where a file is not what was received, nothing is released and the sentence for it is returned;
    its alarm is on the trail. Raises `RuleBroken` for what can't go, `Stale` where the package is
    another by now, `Missing` where it can't be seen any more.
    """
    with unit_of_work.read(actor):
        package = _found(number, n)
        if package.version != version:
            raise Stale({})
        service.refuse_release(package, actor=actor)
        kept = building.files_in(package)
    said = _damage(kept)
    if said is not None:
        return said
    trail.seal()
    with unit_of_work.read(actor):
        made = building.make(_found(number, n), actor=actor)
    with unit_of_work.write(actor):
        found = queries.package_of(number, n)
        if found is None:
            made.parts.drop()
            raise Missing
        service.release(found, made, version=version, actor=actor)
    return None


def at_once(package: ExportPackage, *, actor: Actor) -> str | None:
    """The same in the transaction that is open, for small packages where nobody else waits."""
    service.refuse_release(package, actor=actor)
    said = _damage(building.files_in(package))
    if said is None:
        trail.seal()
        made = building.make(package, actor=actor)
        service.release(package, made, version=package.version, actor=actor)
    return said


def _damage(kept: Iterable[tuple[str, StoredFile]]) -> str | None:
    broken = building.damaged(kept)
    if broken is None:
        return None
    return f"{broken}: the file failed its integrity check, so nothing was released. {TELL}"


def _found(number: str, n: int) -> ExportPackage:
    found = queries.package_of(number, n)
    if found is None:
        raise Missing
    return found
