<%
line = up_revision.rpartition("_")[0]
texts = config.attributes.get("texts", {})
%>"""${message}

What: 
Locks: 
Downgrade: 
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

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
% if not all(texts.values()) or not texts:
        run_sql("${up_revision}/remove.sql")
% endif
% for earlier in filter(None, texts.values()):
        run_sql("${earlier}")
% endfor
