"""A new generation of a log's keys (Art. 7.3): heads of the old one stay good, because witnesses have cosigned them."""

import base64
from datetime import datetime

from django.db import transaction

from jianheng.charter import cites
from jianheng.crypto.keys import Signer
from jianheng.ledger import access
from jianheng.ledger.events import LogKeyRotated
from jianheng.ledger.keys import log_key, provider
from jianheng.ledger.models.log import Incident, Log
from jianheng.ledger.origins import ALGORITHM
from jianheng.ledger.services.incidents import Stopped, report
from jianheng.ledger.services.recording import record
from jianheng.ledger.services.signing import list_keys
from jianheng.rules.roles import Officer


@cites("7.3")
@transaction.atomic
def rotate_log_keys(*, county: str, is_leaked: bool, by: Officer, at: datetime) -> tuple[Signer, ...]:
    """Make the next keys of a county's logs, list them, and put them on the record, both suites at once.

    After a leak every log of the county stops until someone has told the witnesses and cleared the incident.
    """
    access.require_rotate(by, county)
    list_keys(county, at=at)
    signers = tuple(provider().rotate(log_key(county), alg) for alg in ALGORITHM.values())
    list_keys(county, at=at)
    for signer in signers:
        public = base64.b64encode(signer.public).decode("ascii")
        record(LogKeyRotated(signer.kid, signer.alg, public, is_leaked), by=by, at=at)
    if is_leaked:
        for log in Log.objects.filter(county=county):
            report(log, Stopped(Incident.Kind.KEY_LEAKED, "the keys were rotated after a leak"), at=at)
    return signers
