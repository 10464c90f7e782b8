// The same thing from a terminal. Tokens are never copied: the command asks for one of its own.
import { store } from "./store.js";

const quoted = (value) => `'${String(value).replaceAll("'", "'\\''")}'`;

function command(method, url, { headers = {}, body, more = [] } = {}) {
  const parts = [`curl -i${method === "GET" || (method === "POST" && body !== undefined) ? "" : ` -X ${method}`} ${quoted(url)}`];
  parts.push(...more);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) parts.push(`--data-raw ${quoted(JSON.stringify(body))}`);
  return parts.join(" \\\n  ");
}

export const controlCurl = ({ method = "POST", url, body }) =>
  command(method, url, { body, headers: body === undefined ? {} : { "Content-Type": "application/json" } });

export function requestCurl(event) {
  const { api } = store.about;
  const url = api + encodeURI(event.path) + (event.query ? `?${event.query}` : "");
  const more = event.caller ? ['-H "Authorization: Bearer $TOKEN"'] : [];
  const body = event.body ?? undefined;
  const call = command(event.method, url, { headers: event.headers, body, more });
  if (!event.caller) return call;
  const who = JSON.stringify({ user_id: event.caller.user_id ?? "mina", groups: event.caller.groups ?? [] });
  const token = `TOKEN=$(curl -s ${api}/sandbox/token --data-raw ${quoted(who)} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
  return `${token}\n${call}`;
}

export function callCurl(event) {
  const body = event.body ?? undefined;
  return command(event.method, store.about.toss + event.url, {
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body,
    more: ['-u "$TOSS_SECRET_KEY:"'],
  });
}
