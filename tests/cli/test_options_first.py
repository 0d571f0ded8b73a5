"""Options are checked before a database is connected to: here there is none to connect to."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

NOWHERE = "postgresql://u:p@127.0.0.1:1/db"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("index create --lists 10", "lists is not an option of hnsw"),
        ("index create --method ivfflat --m 16", "m is not an option of ivfflat"),
        ("index create --m 200", "m 200 is not between 2 and 100"),
        ("index create --ef-construction 2", "ef_construction 2 is not between"),
        ("index create --memory much", "'much' is not a size"),
        ("index create --dimensions 0", "--dimensions"),
        ("index create --type text", "--type"),
        ("index rebuild --lists 0", "lists 0 is not between"),
        ("index rebuild --lists 10 --m 16", "m is not an option of ivfflat"),
        ("index rebuild --memory 2", "'2' is not a size"),
        ("index advise --memory many", "'many' is not a size"),
        ("index advise --disk many", "'many' is not a size"),
        ("index advise --rows -1", "--rows"),
        ("tune --metric dot", "--metric"),
        ("tune --recall 2", "'2' should be less"),
        ("tune --k none", "'none'"),
        ("search x --limit 0", "'0' should be"),
        ("ingest . --price -1", "'-1' should be"),
        ("tune --column vector", "--column"),
        ("tune --plot picture.gif", "picture.gif"),
        ("tune --forget --store", "--forget"),
        ("doctor --only nonsense", "nonsense"),
        ("adopt --plan -x metric=dot", "metric=dot does not exist"),
        ("adopt --model ''", "--model"),
        ("alembic -x dimensions=many upgrade head", "dimensions=many cannot be indexed"),
        ("alembic -x access=all upgrade head", "access=all does not exist"),
        ("alembic -n predictions -x metric=l2 upgrade head", "the line predictions has no option metric"),
        ("sql --line collections -x dimensions=3", "the line collections has no option dimensions"),
        ("adopt --plan --line docs -x text_config=german", "the line docs has no option text_config"),
        ("alembic -x drop_data=true downgrade base", "drop_data=true does not exist"),
        ("alembic -x lock_timeout=long upgrade head", "lock_timeout=long is not a time"),
        ("search x --meta []", "--meta"),
        ("search x --embedder nobody:x", "nobody"),
        ("ingest no/such/folder", "no/such/folder"),
    ],
)
def test_a_wrong_option_is_named_without_a_connection(run: Run, command: str, said: str) -> None:
    done = run(*[word.strip("'") for word in command.split()], url=NOWHERE)
    assert done.exit_code in (1, 2)
    assert said in done.stderr
    assert "127.0.0.1" not in done.stderr
