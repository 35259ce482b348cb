// page_outbound: whom elements talk to, by country, owner and address.

import { h, link, panel, table } from './dom.js';
import { get, scope } from './api.js';
import { tally } from './charts.js';
import { filters, choice, text } from './page_findings.js';
import { bytes, number, severity } from './format.js';

function place(p) {
  return p.private ? 'private' : p.cc || 'unknown';
}

function owner(p) {
  return p.private ? 'private' : p.asn ? 'AS' + p.asn + (p.owner ? ' ' + p.owner : '') : 'unknown';
}

/** Peers counted by `of`; the worst severity of what was found colours the bar. */
function by(peers, of) {
  const groups = new Map();
  for (const p of peers) {
    const g = groups.get(of(p)) || { key: of(p), count: 0 };
    g.count++;
    if (p.severity && (!g.severity || p.severity < g.severity)) g.severity = p.severity;
    groups.set(of(p), g);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

const day = text => (text || '').replace(/(....)(..)(..)/, '$1-$2-$3');

const columns = [
  ['Peer', p => link('findings', { peer: p.peer }, p.peer)],
  ['Country', place], ['Owner', owner],
  ['Bytes', p => bytes(p.bytes), 'num'],
  ['Elements', p => [p.elements.slice(0, 4).map((e, i) => [i ? ', ' : '', link('element', { sensor: e.sensor, id: e.id }, e.id)]),
    p.element_count > 4 ? ' and ' + (p.element_count - 4) + ' more' : ''], 'wide'],
  ['Days', p => p.first_day === p.last_day ? day(p.last_day) : day(p.first_day) + ' to ' + day(p.last_day)],
  ['Findings', p => p.findings ? [severity(p.severity), ' ', link('findings', { peer: p.peer }, number(p.findings))] : 'none'],
];

export default async function outbound(args) {
  const told = await get('outbound', scope(args));
  const keep = { sensor: args.sensor, range: args.range };
  const kind = args.kind === undefined ? '' : args.kind;
  const shown = told.peers.filter(p => (kind !== 'public' || !p.private) && (kind !== 'found' || p.findings) &&
    (!args.cc || place(p) === args.cc) && (!args.asn || owner(p) === args.asn) &&
    (!args.q || JSON.stringify(p).toLowerCase().includes(args.q.toLowerCase())));
  const node = h('div', { class: 'page' }, h('h1', {}, 'Outbound'),
    filters('outbound', args, [text('q', 'Search', args.q, 'search'), choice('kind', 'Show', { '': 'every peer', public: 'on the public Internet', found: 'with findings' }, kind)]),
    told.truncated ? h('p', { class: 'notice' }, 'There is more than one page may read: the peers that moved most are shown.') : null,
    told.geo ? null : h('p', { class: 'muted' }, 'Countries and owners are known where the setting geo names MMDB files.'),
    h('div', { class: 'two' },
      panel('By country', tally(by(told.peers, place), key => link('outbound', { ...keep, cc: key }, key))),
      panel('By owner', tally(by(told.peers, owner), key => link('outbound', { ...keep, asn: key }, key)))),
    h('p', { class: 'muted', id: 'count' }, number(shown.length) + ' of ' + number(told.total) + ' peers of ' + told.days + ' days'),
    panel('Peers', table(columns, shown.slice(0, 300), 'No peer fits.')));
  return { node, title: 'Outbound', refresh: 30 };
}
