// api: calls to /api/ and what all pages share of their answers.

export const state = { me: null, sensors: [], newest: 0, live: false };

export class Unauthorized extends Error {}

async function answer(response) {
  if (response.status === 401) throw new Unauthorized('a token is needed');
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Error('the answer of the server is no JSON (' + response.status + ')');
  }
  if (!response.ok) throw new Error(body.error || 'status ' + response.status);
  return body;
}

export async function get(path, args = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  const text = query.toString();
  return answer(await fetch('/api/' + path + (text ? '?' + text : ''), { credentials: 'same-origin', cache: 'no-store' }));
}

export async function post(path, body) {
  return answer(await fetch('/api/' + path, { method: 'POST', credentials: 'same-origin', cache: 'no-store',
    headers: { 'Content-Type': 'application/json', 'X-Spanwatch': '1' }, body: JSON.stringify(body) }));
}

export function may(role) {
  return !!state.me && state.me.roles.includes(role);
}

export const RANGES = { '1h': 3600, '6h': 6 * 3600, '24h': 86400, '7d': 7 * 86400, '30d': 30 * 86400, all: 0 };

/** Sensors with their health; remembers the newest time of their data, from which ranges count back. */
export async function loadSensors() {
  const told = await get('sensors');
  state.sensors = told.sensors;
  state.live = told.sensors.some(s => s.live);
  state.newest = Math.max(0, ...told.sensors.map(s => Math.max(s.last_ms || 0, Number(s.meta.last_ms) || 0)));
  return told.sensors;
}

/** The filter that the two selectors of the page's head make. */
export function scope(args) {
  const range = args.range || (state.live ? '24h' : 'all');
  const seconds = RANGES[range] || 0;
  const out = { sensor: args.sensor };
  if (seconds && state.newest) out.from = Math.max(0, state.newest - seconds * 1000);
  return out;
}
