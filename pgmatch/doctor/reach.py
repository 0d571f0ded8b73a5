"""How the database is reached."""

from __future__ import annotations

from collections.abc import Iterator

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.errors import SettingError
from pgmatch.pooler import refuse_shared_session
from pgmatch.settings import refuse_transaction_pooler

_HINT = "export DATABASE_URL=…  # of the direct connection or the session pooler, on port 5432"


@check(needs="nothing")
def pooler(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for a pooler in transaction mode, which the URL names or two sessions show."""
    try:
        refuse_transaction_pooler(patient.url)
        refuse_shared_session(patient.connection)
    except SettingError as error:
        yield Finding(
            "warning",
            f"connection to {patient.url.host}:{patient.url.port or 5432}",
            f"{error.message}. Searches work, but migrations, `pgmatch index` and locks need a session of"
            " their own.",
            (_HINT,),
        )
