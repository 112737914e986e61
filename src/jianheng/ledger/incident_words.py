"""What each kind of incident means to people, and what they can do about it."""

from dataclasses import dataclass

from jianheng.charter import N_
from jianheng.ledger.models import Incident

Kind = Incident.Kind


@dataclass(frozen=True)
class Words:
    """English messages: what it means, and what to do."""

    meaning: str
    remedy: str


WORDS = {
    Kind.ROLLBACK: Words(
        N_("The database was put back to an older state; a witness remembers entries that are missing here."),
        N_("Restore the missing entries from a mirror: jianheng ledger replay FOLDER. Then clear the incident."),
    ),
    Kind.FORK: Words(
        N_("Two different histories of the same length exist. One of them was made up."),
        N_("Keep both signed heads, tell discipline and the upper body, and compare the database with the mirrors."),
    ),
    Kind.REFUSED: Words(
        N_("A witness could not be shown that the log only grew: something recorded earlier was changed."),
        N_("Keep both signed heads, tell discipline and the upper body, and compare the database with the mirrors."),
    ),
    Kind.ALTERED_ENTRY: Words(
        N_("Someone changed an entry in the database after it was recorded and before it got its place."),
        N_("The entry is set aside. Find out who can reach the database, then clear the incident with the finding."),
    ),
    Kind.ALTERED_TILES: Words(
        N_("Someone changed the stored tree: it no longer gives the root that was signed."),
        N_("Compare the tiles with a mirror, put the right bytes back, then clear the incident with the finding."),
    ),
    Kind.TRUNCATED: Words(
        N_("Rows of the log were deleted."),
        N_("Restore the database, replay what is missing from a mirror, then clear the incident with the finding."),
    ),
    Kind.UNEQUAL: Words(
        N_("The SHA-256 tree and the SM3 tree do not hold the same entries."),
        N_("Compare both with a mirror, restore the shorter one, then clear the incident with the finding."),
    ),
    Kind.KEY_LEAKED: Words(
        N_("Someone else may sign in the name of the log. Heads with their quorum of witnesses stay good."),
        N_("Rotate the key, tell every witness the new one, then clear the incident with the finding."),
    ),
    Kind.CLOCK: Words(
        N_("The clock of this machine goes backwards or differs from the clocks of the witnesses."),
        N_("Set the clock right. The log goes on by itself."),
    ),
    Kind.NO_SIGNING: Words(
        N_("The key or the cryptographic library cannot sign. Entries get places, but no signed head."),
        N_("Put the key or the library right. The log goes on by itself."),
    ),
    Kind.DATABASE: Words(
        N_("The database refused to store places. Nothing is lost: the entries wait."),
        N_("Look at the database's own messages. The log goes on by itself."),
    ),
    Kind.DISK_FULL: Words(
        N_("The database has no more space. Nothing is lost: the entries wait."),
        N_("Make space on the disk of the database. The log goes on by itself."),
    ),
    Kind.WITNESS: Words(
        N_("Too few witnesses have answered. Entries have places but are not yet witnessed."),
        N_("Ask the bodies that run the silent witnesses. The log goes on by itself."),
    ),
}
