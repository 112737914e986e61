"""What the page says of each verdict, step and state, for the server's own drawing and for the script's."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jianheng.rules.roles import Role
from jianheng.web.text import word

VERDICTS = (
    "intact",
    "intact-waiting",
    "recorded",
    "recorded-waiting",
    "altered",
    "faulty",
    "unknown",
    "slip",
    "malformed",
    "redacted",
    "failed",
)


def steps() -> Mapping[str, str]:
    """What each step of the verification shows, in the order in which they are taken."""
    return {
        "form": _("The entry stands in the one form in which it can be written."),
        "fields": _("Every value shown is one that the entry commits to."),
        "root": _("The commitments together give the root in the entry."),
        "policy": _("The list of logs and witnesses could be read."),
        "office": _("An office signed the entry, with a key that itself stands on the record."),
        "sha256": _("The entry is part of the log, first tree (SHA-256)."),
        "sha256-log": _("The log signed the first tree."),
        "sha256-witnesses": _("No signature of a witness under the first tree is wrong."),
        "sm3": _("The entry is part of the log, second tree (SM3)."),
        "sm3-log": _("The log signed the second tree."),
        "sm3-witnesses": _("No signature of a witness under the second tree is wrong."),
        "clock": _("No witness signed before the time that the entry gives."),
        "agree": _("Both trees hold the entry at the same place."),
        "quorum": _("Enough independent witnesses have signed both trees."),
        "digest": _("The file has the digests that stand in the entry."),
    }


def states() -> Mapping[str, Mapping[str, str]]:
    """How far an entry has come on the record: the tag's meaning, its words, and a sentence."""
    return {
        "witnessed": {
            "kind": "good",
            "text": _("on the record, witnessed"),
            "says": _("Independent bodies have signed that the record holds it. It can no longer be taken out unseen."),
        },
        "sequenced": {
            "kind": "attention",
            "text": _("waiting for witnesses"),
            "says": _("The entry stands in the log; fewer witnesses than required have signed so far."),
        },
        "waiting": {
            "kind": "attention",
            "text": _("waiting to enter the log"),
            "says": _("The entry is kept and enters the log within a minute or two. Check again then."),
        },
    }


def labels() -> Mapping[str, str]:
    """Short words of the result."""
    return {**_facts(), **_details(), **_messages()}


def _facts() -> Mapping[str, str]:
    return {
        "title": _("Title"),
        "code": _("Trace code"),
        "basis": _("Legal basis"),
        "issuer": _("Issued by"),
        "signed_by": _("Signed for the office"),
        "at": _("Recorded at"),
        "state": _("State"),
        "record": _("On the record"),
        "superseded_by": _("Superseded by"),
        "corrected_by": _("Corrected by"),
        "in_force": _("in force"),
        "superseded": _("superseded"),
        "register": _("by this county's register"),
        "file": _("File checked"),
        "file_digest": _("Digest of the file (SHA-256)"),
        "checked": _("What was checked"),
        "outcome": _("Result"),
        "holds": _("holds"),
        "fails": _("does not hold"),
        "absent": _("has not signed"),
    }


def _details() -> Mapping[str, str]:
    return {
        "experts": _("Details for experts"),
        "tree": _("Tree"),
        "log": _("Log"),
        "place": _("Place of the entry / size"),
        "leaf": _("Hash of the entry"),
        "root": _("Root"),
        "path": _("The way from the entry (below) to the root (above)"),
        "level": _("Level"),
        "side": _("Side"),
        "sibling": _("Neighbour"),
        "result": _("Hash of both"),
        "left": _("on the left"),
        "right": _("on the right"),
        "log_signs": _("Signatures of the log"),
        "witnesses": _("Witnesses"),
        "witness": _("Witness"),
        "organisation": _("Organisation"),
        "name": _("Name"),
        "key": _("Key"),
        "key_id": _("Key id"),
        "alg": _("Algorithm"),
        "signed_at": _("Signed at"),
        "published": _("Key recorded at"),
        "offices": _("Signatures of offices"),
        "enough": _("enough witnesses for this tree"),
        "too_few": _("too few witnesses for this tree"),
        "checkpoint": _("Checkpoint, as signed"),
        "entry": _("The entry, as it stands in the log"),
        "committed": _("Values disclosed, all committed to by the entry"),
        "policy": _("Logs and witnesses believed"),
        "policy_says": _("This list came from the server. Compare its fingerprint (SHA-256) with paper:"),
    }


def _messages() -> Mapping[str, str]:
    return {
        "here": _("Checked in this browser"),
        "stayed": _("The file did not leave this device."),
        "another": _("This file is another document than the one whose code you opened."),
        "verified": _("verified in this browser"),
        "unverified": _("could not be verified"),
        "reading": _("Reading the file and computing its digests …"),
        "asking": _("Asking for the evidence …"),
        "verifying": _("Verifying signatures and witnesses …"),
        "too_large": _("This file is too large for the browser. Use the stand-alone program instead."),
    }


def roles() -> Mapping[str, str]:
    """What the roles that sign are called."""
    return {role.value: word(role.value) for role in Role}


def all_words() -> dict[str, Any]:
    """Everything the script says."""
    return {"steps": steps(), "states": states(), "labels": labels(), "roles": roles()}
