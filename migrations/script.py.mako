<%
line = up_revision.rpartition("_")[0]
texts = config.attributes.get("texts", {})
added = [path for path, earlier in texts.items() if not earlier]
functions = [path.rpartition("/")[2].removesuffix(".sql") for path in added if path.startswith("functions/")]
%>"""${message}

What: 
Locks: 
Downgrade: 
"""

% if functions:
from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step
% else:
from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql
% endif

revision = ${repr(up_revision).replace("'", '"')}
down_revision = ${repr(down_revision).replace("'", '"')}


def upgrade() -> None:
    with step("${line}", revision):
% for path in texts:
        run_sql("${up_revision}/${path}")
% endfor
% if not texts:
        run_sql("${up_revision}/….sql")
% endif


def downgrade() -> None:
    with step("${line}", down_revision):
% if len(added) > len(functions) or not texts:
        run_sql("${up_revision}/remove.sql")
% endif
% for earlier in filter(None, texts.values()):
        run_sql("${earlier}")
% endfor
% if functions:
        drop_functions("${line}", [${", ".join(f'"{name}"' for name in functions)}])
% endif
