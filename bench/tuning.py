"""How far an index is searched: the defaults, and what `pgmatch tune` measures for the binary index."""

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


_WIDTH = """
    select current_setting('hnsw.ef_search')
    from pgmatch.set_scan(pgmatch.search_index('nods_page_section', 'embedding', 'ip'), %s)
"""


def width(server: BenchServer, database: str, wanted: int) -> str:
    """Return the ef_search of our searches for so many rows of the index."""
    return str(server.rows(database, _WIDTH, [min(wanted, 100_000)])[0][0])


def tune_binary(server: BenchServer, dataset: Dataset, holds: str, sample: int, results: Results) -> Setting:
    """Tune the binary index of a database, record how, and return the setting that searches now use."""
    engine = create_engine(database_url(server.url(databases.name(dataset, holds))))
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
            f"{dataset.name}: no setting of the index {holds} reaches recall {RECALL}; it has the default"
        )
    setting = best.setting if best else DEFAULT
    results.datasets[dataset.name][f"{holds} index"] = str(setting)
    return setting
