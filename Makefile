# Every target sets up what it needs; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo serve example test test/lowest bench answers check format lint types sql verify/frozen verify/links freeze revision golden docs screenshots dist release clean

help: ## List the targets
	@grep -hE '^[a-z/]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: .venv/demo ## Embedded Postgres, upgrade, ingest docs/, three questions
	@$(BIN)/pgmatch demo docs $(ARGS)

serve: .venv/demo ## The search page over docs/, on http://127.0.0.1:8000; make serve ARGS='--port 8001' takes another port
	@$(BIN)/pgmatch demo docs --serve $(ARGS)

example: .venv/demo ## Run an example: make example NAME=hello-collections; without NAME, list them
	@$(BIN)/python -m tools.example $(NAME) $(ARGS)

test: .venv/dev .venv/node .venv/supabase .venv/langchain .venv/deno .venv/axe .venv/serve .venv/libraries/done .venv/examples/done ## All tests, on real PostgreSQL 18, 16 and 15
	@$(BIN)/python -m tools.pgbouncer > /dev/null
	@$(BIN)/python -m tools.postgres15 > /dev/null
	@$(BIN)/python -m tools.chromium > /dev/null
	@# each processor has a test to run: the threads of numpy would only wait for each other
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

test/lowest: .venv/lowest/done ## Each command once, with the lowest versions that pyproject.toml allows
	.venv/lowest/bin/python tools/smoke.py

bench: .venv/bench ## The benchmark, about 30 minutes; make bench ARGS=--help lists its options
	$(BIN)/python -m bench $(ARGS)

answers: .venv/bench ## How good are the answers? Labeled questions over two manuals; make answers ARGS=--help
	$(BIN)/python -m bench.answers $(ARGS)

check: format lint types sql verify/frozen verify/links ## Everything that is checked besides the tests

format: .venv/dev ## Is the Python formatted?
	$(BIN)/ruff format --check .

lint: .venv/dev ## Python lint
	$(BIN)/ruff check .

types: .venv/dev ## Python types, strict
	$(BIN)/mypy

sql: .venv/dev ## SQL lint
	$(BIN)/sqlfluff lint --disable-progress-bar sql migrations/sql

verify/frozen: .venv/dev ## Does each revision still run what it ran when released?
	$(BIN)/python -m tools.freeze --verify

verify/links: .venv/dev ## Do the links of README, docs/ and examples/ lead somewhere?
	$(BIN)/python -m tools.links

freeze: .venv/dev ## Record what each revision runs; keep the released text of a file that has changed
	$(BIN)/python -m tools.freeze

revision: .venv/dev ## A new revision: make revision line=nods m='what the database gains' f='function ...'
	$(BIN)/python -m tools.revision "$(or $(line),nods)" "$(m)" $(f)

golden: .venv/dev ## Rewrite tests/golden/ from a fresh database; then read the diff
	$(BIN)/python -m tests.migrations.golden

screenshots: .venv/dev ## Pictures of the search page, in docs/screenshots
	$(BIN)/python -m tools.screenshots

# with --quiet, mkdocs would not count what strict refuses
docs: .venv/docs ## The documentation as a site, in build/docs; strict about links
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

dist: .venv/dev ## The files of a release, in dist/: wheel, source, SQL of the lines, TypeScript types
	$(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/pgmatch sql > dist/pgmatch.sql
	$(BIN)/pgmatch sql --line nods_text > dist/pgmatch-nods_text.sql
	$(BIN)/pgmatch types > dist/pgmatch.d.ts

release: .venv/dev ## Cut a release, up to the commit and the tag: make release version=0.1.0
	@$(BIN)/python -m tools.release $(version)

clean: ## Remove the environment and the caches
	rm -rf .venv tests/*/node_modules tests/serve/page/node_modules bench/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "pgmatch needs Python 3.10 or later; say which: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python's venv module is missing (Debian: apt-get install python3-venv)" >&2; exit 1; }

.venv/demo: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[demo]'
	@touch $@

# with what is in demo: packages are resolved and the project is built once
.venv/dev: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[demo,test,check]'
	@# which asks for an older pgvector-python, but works with today's
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps vecs==0.4.5
	@touch .venv/demo $@

.venv/docs: pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@

.venv/node: .venv/dev tests/http/package-lock.json
	$(BIN)/python -m tools.node tests/http
	@touch $@

.venv/supabase: .venv/dev tests/supabase/package.json
	$(BIN)/python -m tools.node tests/supabase
	@touch $@

.venv/langchain: .venv/dev tests/searches/package.json
	$(BIN)/python -m tools.node tests/searches
	@touch $@

.venv/deno: .venv/dev tests/queue/package.json
	$(BIN)/python -m tools.node tests/queue
	@touch $@

.venv/axe: .venv/dev tests/serve/page/package-lock.json
	$(BIN)/python -m tools.node tests/serve/page
	@touch $@

.venv/serve: .venv/dev tests/serve/http/package.json
	$(BIN)/python -m tools.node tests/serve/http
	@touch $@

.venv/libraries/done: .venv/dev tests/libraries/requirements.txt
	$(BIN)/python -m tools.libraries
	@touch $@

.venv/examples/done: .venv/dev tests/examples/requirements.txt $(wildcard examples/*/requirements.txt)
	$(BIN)/python -m tools.example --install
	@touch $@

.venv/lowest/done: .venv/dev pyproject.toml tools/lowest.py
	$(BIN)/python -m venv .venv/lowest
	$(BIN)/python -m tools.lowest > .venv/lowest/constraints.txt
	.venv/lowest/bin/pip install --quiet --disable-pip-version-check -c .venv/lowest/constraints.txt -e '.[demo,langchain,llamaindex,rpc,serve]'
	@touch $@

.venv/bench: .venv/demo bench/node/package.json
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m tools.node bench/node
	@touch $@
