// Serves one database over HTTP with the interface of Supabase's API, until its standard input ends.
//
// Prints {"port": …} when it listens. Where @supabase/lite differs from PostgREST it is corrected here:
// JSON arrays for vectors, jsonb arguments, the search path, limits of upserts,
// codes of errors, users that it does not know, and its own grants, which would hide ours.
import { serve } from '@hono/node-server'
import { App } from '@supabase/lite'
import { createPostgresConnection } from '@supabase/lite/postgres'
import postgres from 'postgres'

const { databaseUrl, schemas, jwtSecret, publishableKey, secretKey } = JSON.parse(process.argv[2])

const text = (value) => value
const toText = (value) => (typeof value === 'string' ? value : JSON.stringify(value))

async function vectorTypes() {
  const sql = postgres(databaseUrl, { max: 1, onnotice() {} })
  const rows = await sql`select typname, oid::int from pg_type where typname in ('vector', 'halfvec')`
  await sql.end()
  return rows.map(({ typname, oid }) => [typname, { to: oid, from: [oid], serialize: toText, parse: text }])
}

const jsonType = (oid) => ({ to: oid, from: [oid], serialize: toText, parse: JSON.parse })

const connection = createPostgresConnection({
  url: databaseUrl,
  postgresOptions: {
    types: { ...Object.fromEntries(await vectorTypes()), json: jsonType(114), jsonb: jsonType(3802) },
    connection: { search_path: [...new Set([...schemas, 'public', 'extensions'])].join(', ') },
    onnotice() {},
  },
})
// Otherwise it grants everything to everybody on the first request, and sets no role where no table has RLS.
connection.rlsState = 'active'

// Errors of these classes would come back without their code, or 42P01 as what another is called. The code PGRST lets SQL
// choose the whole answer.
const FORGOTTEN = /^(40|53|54|55|57|P0|42P01)/
const STATUS = (code) => ({ P0001: 400, '42P01': 404 })[code] ?? 500

function withCode(error) {
  if (!FORGOTTEN.test(error.code)) return error
  const { code, message, detail: details = null, hint = null } = error
  return Object.assign(error, {
    code: 'PGRST',
    message: JSON.stringify({ code, message, details, hint }),
    detail: JSON.stringify({ status: STATUS(code), headers: {} }),
  })
}

const { driver } = connection
const reserve = driver.reserve.bind(driver)
driver.reserve = async () => {
  const reserved = await reserve()
  const unsafe = reserved.unsafe
  reserved.unsafe = async (...query) => {
    try {
      return await unsafe(...query)
    } catch (error) {
      throw withCode(error)
    }
  }
  return reserved
}

// PostgREST does not ask whether the user of a token exists; where it is a uuid, lite looks in a table of its own.
async function anyUserExists(context, next) {
  const { repo } = context.var.authService
  repo.findUserById = async (id) => ({ id })
  await next()
}

const app = new App({
  connection,
  api: { schemas },
  options: { server: { middlewares: [anyUserExists] } },
  auth: { enabled: true, jwt_secret: jwtSecret, publishable_key: publishableKey, secret_key: secretKey },
})

// PostgREST ignores the limit of an upsert; the guide's client sends one.
function withoutLimit(request) {
  if (request.method !== 'POST' || !request.headers.get('prefer')?.includes('resolution=')) return request
  const url = new URL(request.url)
  url.searchParams.delete('limit')
  return new Request(url, request)
}

const fetch = (request, { incoming }) =>
  app.fetch(withoutLimit(request), { peerAddress: incoming.socket.remoteAddress ?? null })

serve({ port: 0, hostname: '127.0.0.1', fetch }, ({ port }) => console.log(JSON.stringify({ port })))
process.stdin.resume().on('end', () => process.exit())
