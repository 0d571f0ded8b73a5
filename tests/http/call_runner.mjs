// Runs calls with supabase-js: a line {url, callers}, then one for each call; a line {data, code, status} answers it.
import { createInterface } from 'node:readline'
import { createClient } from '@supabase/supabase-js'
import ws from 'ws'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { url, callers } = JSON.parse((await lines.next()).value)

function clientOf({ key, token }) {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: token ? { headers: { Authorization: `Bearer ${token}` } } : {},
    realtime: { transport: ws }, // Node 20 has no WebSocket
  })
}

const clients = Object.fromEntries(Object.entries(callers).map(([role, caller]) => [role, clientOf(caller)]))

async function run({ function: name, arguments: args, role, get, schema, select, order, limit, where }) {
  let query = clients[role].schema(schema).rpc(name, args, { get })
  if (select) query = query.select(select)
  for (const [column, value] of Object.entries(where)) query = query.eq(column, value)
  if (order) query = query.order(order, { ascending: false })
  if (limit !== null) query = query.limit(limit)
  const { data, error, status } = await query
  return error ? { code: error.code, status } : { data, status }
}

for await (const call of lines) console.log(JSON.stringify(await run(JSON.parse(call))))
