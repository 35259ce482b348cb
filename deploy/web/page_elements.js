// page_elements: inventory and sprawl: what is there, how many kinds and versions of it, what nobody listed.

import { h, link, panel, table } from './dom.js';
import { get, scope } from './api.js';
import { tally } from './charts.js';
import { filters, text } from './page_findings.js';
import { badge, number, severity, stamp } from './format.js';

const POSTURE = 'end-of-support,unlisted-element,version-change,weak-crypto,cleartext-management,default-credential,first-seen';

/** Elements counted by what `of` says, the most first. */
function count(elements, of) {
  const counts = new Map();
  for (const e of elements) counts.set(of(e), (counts.get(of(e)) || 0) + 1);
  return [...counts].map(([key, n]) => ({ key, count: n })).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

const info = (name, none = 'unknown') => e => String(e.info[name] ?? '') || none;

function holds(e, part) {
  const words = [e.id, e.sensor, ...Object.values(e.info)].map(String);
  return words.some(w => w.toLowerCase().includes(part.toLowerCase()));
}

/** Platforms of which several versions run: each is one more to keep. */
function sprawl(elements) {
  const by = new Map();
  for (const e of elements) {
    const key = [info('vendor', '?')(e), info('platform', '?')(e)].join(' ');
    if (!by.has(key)) by.set(key, []);
    by.get(key).push(e);
  }
  return [...by].map(([key, list]) => ({ key, elements: list.length, versions: count(list, info('software')) }))
    .sort((a, b) => b.versions.length - a.versions.length || b.elements - a.elements);
}

const columns = [
  ['Element', e => [link('element', { sensor: e.sensor, id: e.id }, e.id), e.info.name && e.info.name !== e.id ? ' ' + e.info.name : '']],
  ['Role', e => e.info.role], ['Vendor', e => e.info.vendor], ['Platform', e => e.info.platform], ['Software', e => e.info.software],
  ['Addresses', e => String(e.info.addresses ?? '')],
  ['Changes', e => number(e.total.changes), 'num'],
  ['Findings 1, 2', e => number(Number(e.total.alerts_1 || 0) + Number(e.total.alerts_2 || 0)), 'num'],
  ['Unpermitted', e => number(e.total.unpermitted), 'num'],
  ['Sensor', e => e.sensor],
  ['Last seen (UTC)', e => stamp(e.last_seen_ms)],
];

export default async function elements(args) {
  const [told, posture] = await Promise.all([get('elements', { sensor: args.sensor }),
    get('findings', { ...scope(args), finding: POSTURE, by: 'finding' })]);
  const shown = told.elements.filter(e => (!args.q || holds(e, args.q)) && (!args.vendor || info('vendor')(e) === args.vendor) &&
    (!args.software || info('software')(e) === args.software));
  const keep = { sensor: args.sensor, range: args.range };
  const node = h('div', { class: 'page' }, h('h1', {}, 'Inventory'),
    filters('elements', args, [text('q', 'Search', args.q, 'search')]),
    told.truncated ? h('p', { class: 'notice' }, 'There are ' + number(told.total) + ' elements; those seen last are shown.') : null,
    h('div', { class: 'two' },
      panel('Vendors', tally(count(told.elements, info('vendor')), key => link('elements', { ...keep, vendor: key }, key))),
      panel('Software', tally(count(told.elements, info('software')), key => link('elements', { ...keep, software: key }, key)))),
    h('div', { class: 'two' },
      panel('Sprawl: versions of one platform', table([['Platform', r => r.key, 'wide'], ['Elements', r => number(r.elements), 'num'], ['Versions', r => number(r.versions.length), 'num'],
        ['Which', r => r.versions.slice(0, 6).map(v => v.key + ' (' + v.count + ')').join(', '), 'wide']], sprawl(told.elements), 'No element yet.')),
      panel('Posture', table([['Worst', g => severity(g.severity)], ['Kind', g => link('findings', { ...keep, finding: g.key }, g.key), 'wide'], ['Alerts', g => number(g.rows), 'num'], ['Last (UTC)', g => stamp(g.last)]], posture.groups, 'Nothing was found about the posture of elements.'))),
    h('p', { class: 'muted', id: 'count' }, number(shown.length) + ' elements', args.vendor || args.software ? badge(' ' + (args.vendor || args.software)) : ''),
    panel('Elements', table(columns, shown, 'No element fits.')));
  return { node, title: 'Inventory', refresh: 30 };
}
