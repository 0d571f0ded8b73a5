"""`pgmatch types --database` says of each column what the API answers, and tsc agrees with calls that use it."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run
from tests.http.cases import Call
from tests.http.postgrest import run_as_postgrest
from tests.http.programs import FOLDER
from tests.servers import Database
from tools.node import program

MAKE = """
    create type mood as enum ('sad', 'o''k', 'very "happy"');
    create domain price as numeric check (value >= 0);
    create domain cheap as price check (value < 100);
    create domain moods as mood[];
    create domain needed as text not null;
    create type pair as (a integer, b text);
    create table things (
      id uuid primary key, plain numeric not null, low cheap, lows cheap[], feels mood, feelings mood[], more moods,
      tags text[] not null, document jsonb not null, documents json[], at timestamptz not null, day date,
      yes boolean, count bigint, duo pair, word needed, "Unit Price" double precision, code bytea,
      vec extensions.halfvec(3), embedding extensions.vector(3)
    );
    insert into things values (
      'a0000000-0000-4000-8000-000000000001', 1.5, 2.5, '{3.5}', 'o''k', '{sad}', '{"very \\"happy\\""}',
      '{a,b}', '{"k": 1}', array['{"k": 1}'::json], '2026-01-01', '2026-01-01', true, 5, (1, 'x'), 'w', 6.5, '\\x01',
      '[1,0,0]', '[1,0,0]'
    );
    grant select on things to service_role;
"""
COLUMNS = (
    "id", "plain", "low", "lows", "feels", "feelings", "more", "tags", "document", "documents", "at", "day", "yes",
    "count", "duo", "word", "Unit Price", "code", "vec",
)  # fmt: skip
MOOD = r'"sad" | "o\'k" | "very \"happy\""'.replace(r"\'", "'")
TYPES = {
    "id": "string",
    "plain": "number",
    "low": "number | null",
    "lows": "number[] | null",
    "feels": f"{MOOD} | null",
    "feelings": f"({MOOD})[] | null",
    "more": f"({MOOD})[] | null",
    "tags": "string[]",
    "document": "Json",
    "documents": "Json[] | null",
    "at": "string",
    "day": "string | null",
    "yes": "boolean | null",
    "count": "number | null",
    "duo": "Json | null",
    "word": "string",
    '"Unit Price"': "number | null",
    "code": "string | null",
    "vec": "string | null",
    "similarity": "number",
}
FILTERS = (
    "lowest cheap: low >= $", "feeling mood: feels = $", "any_feeling moods: feels = any ($)",
    "since timestamptz: at >= $", "holding jsonb: document @> $", "one_of uuid[]: id = any ($)",
)  # fmt: skip
KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "number": (int, float), "boolean": bool}
USAGE = """
    import { createClient } from '@supabase/supabase-js'
    import type { Database, Json, Searches } from './searches'
    const supabase = createClient<Database & Searches>('http://localhost', 'key')
    export async function search() {
      const { data } = await supabase.rpc('match_things', {
        query_embedding: [1, 0, 0], lowest: 1, feeling: "o'k", any_feeling: ['sad'], since: '2026-01-01',
        holding: { k: 1 }, one_of: ['a0000000-0000-4000-8000-000000000001'],
      })
      if (!data) return
      const row = data[0]!
      const low: number | null = row.low
      const feelings: ('sad' | "o'k" | 'very "happy"')[] | null = row.more
      const duo: Json = row.duo
      const unit: number | null = row['Unit Price']
      // @ts-expect-error it may be null
      const yes: boolean = row.yes
      // @ts-expect-error it is no mood
      await supabase.rpc('match_things', { query_embedding: [1, 0, 0], feeling: 'angry' })
      // @ts-expect-error it is a number
      await supabase.rpc('match_things', { query_embedding: [1, 0, 0], lowest: 'x' })
      return { low, feelings, duo, unit, yes, id: row.id.toUpperCase(), at: new Date(row.at) }
    }
"""


def fits(value: Any, printed: str) -> bool:
    """Tell whether a value of JSON has a type of TypeScript; a Json may be anything but a text here."""
    printed = printed.removesuffix(" | null")
    if printed.endswith("[]"):
        item = printed.removesuffix("[]").strip("()")
        return isinstance(value, list) and all(fits(each, item) for each in value)
    if '"' in printed:
        return json.dumps(value) in printed.split(" | ")
    if printed == "Json":
        return isinstance(value, dict)
    return isinstance(value, KINDS[printed]) and (printed == "boolean") == isinstance(value, bool)


def test_each_type_is_what_the_api_answers_and_compiles(run: Run, database: Database, tmp_path: Path) -> None:
    database.execute(MAKE)
    options = [word for name in COLUMNS for word in ("--return", name)]
    options += [word for each in FILTERS for word in ("--filter", each)]
    made = run("function", "create", "match_things", "things", *options, url=database.url)
    assert made.exit_code == 0, made.stderr
    plain, printed = run("types").stdout, run("types", "--database", url=database.url).stdout
    returned = printed.removeprefix(plain).partition("Returns: {")[2].partition("}[]")[0]
    assert dict(re.findall(r"^ *(\w+|\"[^\"]+\"): (.*)$", returned, re.MULTILINE)) == TYPES

    arguments = {"query_embedding": "[1,0,0]", "lowest": 1, "feeling": "o'k", "holding": {"k": 1}}
    with closing(database.connect()) as connection:
        (row,) = run_as_postgrest(connection, Call("match_things", arguments)).data
    wrong = {name: value for name, value in row.items() if not fits(value, TYPES.get(name, "number"))}
    assert wrong == {}

    folder = tmp_path / "types"
    folder.mkdir()
    (folder / "searches.d.ts").write_text(printed)
    (folder / "usage.ts").write_text(USAGE)
    (folder / "node_modules").symlink_to(FOLDER / "node_modules")
    config = json.loads((FOLDER / "types" / "tsconfig.json").read_text())
    (folder / "tsconfig.json").write_text(json.dumps({**config, "files": ["usage.ts"]}))
    compiler = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    result = subprocess.run(
        [program("node"), str(compiler), "-p", str(folder)], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")
