// biome-ignore-all lint/style/noProcessEnv: a component's program is configured by its environment
import { createServer } from "node:http"
import pg from "pg"

// A web server component runs this program. It says where to listen (PORT), where the database is (DATABASE_URL) and
// who we are (GRIDLINE_COMPONENT). Everything in public/ is served by the web server itself.
const me = process.env.GRIDLINE_COMPONENT ?? "this computer"
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 5,
  connectionTimeoutMillis: 2_000,
  query_timeout: 5_000,
  idleTimeoutMillis: 10_000,
})

// When the database moves to another node its connections die; the pool makes new ones at the next query.
pool.on("error", (error) => console.error(`database connection lost: ${error.message}`))

let tableIsThere = false

async function query(text, values) {
  if (!tableIsThere) {
    await pool.query(`CREATE TABLE IF NOT EXISTS guestbook (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL,
      message text NOT NULL,
      served_by text NOT NULL,
      written_at timestamptz NOT NULL DEFAULT now())`)
    tableIsThere = true
  }
  return pool.query(text, values)
}

/** Reading twice does no harm, and the second time the pool has let go of what died with the old node. */
async function read(text) {
  try {
    return await query(text)
  } catch {
    return query(text)
  }
}

const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const page = (body) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guestbook</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
  <img src="/meadow.svg" alt="Hills under a low sun" width="1200" height="300">
  <div><h1>Guestbook</h1><p>You are here. Say so.</p></div>
</header>
<main>${body}</main>
<footer>Served by <code>${escapeHtml(me)}</code></footer>
</body>
</html>`

const form = `<form method="post" action="/">
  <label>Your name <input name="name" maxlength="80" required autocomplete="name"></label>
  <label>Your message <textarea name="message" maxlength="1000" rows="3" required></textarea></label>
  <button>Sign the guestbook</button>
</form>`

const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" })

const entry = (row) => `<li>
  <p class="message">${escapeHtml(row.message)}</p>
  <p class="by"><strong>${escapeHtml(row.name)}</strong>
    <time datetime="${row.written_at.toISOString()}">${when.format(row.written_at)} UTC</time>
    <span>written through ${escapeHtml(row.served_by)}</span></p>
</li>`

function send(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers })
  response.end(body)
}

async function show(response) {
  const { rows } = await read("SELECT name, message, served_by, written_at FROM guestbook ORDER BY id DESC LIMIT 50")
  const list = rows.length > 0 ? `<ol>${rows.map(entry).join("")}</ol>` : `<p class="empty">Nobody has signed yet.</p>`
  send(response, 200, page(form + list))
}

async function bodyOf(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > 64 * 1024) return null
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
}

async function sign(request, response) {
  const fields = await bodyOf(request)
  const name = fields?.get("name")?.trim().slice(0, 80)
  const message = fields?.get("message")?.trim().slice(0, 1000)
  if (!name || !message) {
    return send(response, 400, page(`<p class="notice">Please give a name and a message.</p>${form}`))
  }
  await query("INSERT INTO guestbook (name, message, served_by) VALUES ($1, $2, $3)", [name, message, me])
  send(response, 303, "", { location: "/" })
}

const away = `<p class="notice">The database is away for a moment, it may be moving to another node. Nothing you signed
is lost; please try again in a few seconds.</p>`

async function handle(request, response) {
  const { pathname } = new URL(request.url ?? "/", "http://guestbook")
  if (pathname === "/healthz") return send(response, 200, "ok", { "content-type": "text/plain" })
  if (pathname !== "/") return send(response, 404, page(`<p class="notice">There is no such page.</p>`))
  try {
    if (request.method === "POST") await sign(request, response)
    else await show(response)
  } catch (error) {
    console.error(`database: ${error.message}`)
    if (!response.headersSent) send(response, 503, page(away), { "retry-after": "2" })
  }
}

createServer((request, response) => void handle(request, response)).listen(
  Number(process.env.PORT ?? 3000),
  "127.0.0.1",
  () => console.log(`guestbook listens, served by ${me}`),
)
