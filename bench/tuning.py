"""How many candidates the binary index is asked for, measured as a user would: by `pgmatch tune`."""

from __future__ import annotations

from sqlalchemy import create_engine

from bench import databases
from bench.data import Dataset
from bench.results import Results
from bench.server import BenchServer
from pgmatch.settings import database_url
from pgmatch.tuning import Session, Setting, tune

RECALL = 0.99
DEFAULT = Setting(ef_search=200, overfetch=20)  # what searches do that nobody has tuned


def tune_binary(server: BenchServer, dataset: Dataset, sample: int, results: Results) -> Setting:
    """Tune the binary index, record how, and return the setting that searches use from then on."""
    engine = create_engine(database_url(server.url(databases.name(dataset, "binary"))))
    with engine.connect() as connection:
        session = Session(connection)
        index = session.index()
        report = tune(session, index, target=RECALL, sample=sample)
        best = report.recommended
        if best:
            session.store(index, report.k, best)
    engine.dispose()
    if not best:
        results.warnings.append(
            f"{dataset.name}: no setting of the binary index reaches recall {RECALL}; it has the default"
        )
    setting = best.setting if best else DEFAULT
    results.datasets[dataset.name]["binary index"] = str(setting)
    return setting
