// page_element: one element: identity, counters, who manages it, its changes, its peers by day, its versions.

import { facts, h, link, panel, table } from './dom.js';
import { get } from './api.js';
import { dots, lines, tally } from './charts.js';
import { changeColumns } from './page_changes.js';
import { address, badge, bytes, number, severity, stamp } from './format.js';

const FIRST = ['name', 'role', 'group', 'vendor', 'platform', 'software', 'addresses', 'mac', 'site', 'criticality'];

function value(name, v) {
  return /_seen$/.test(name) ? stamp(v) : String(v);
}

function identity(told) {
  const info = told.info;
  const rest = Object.keys(info).filter(name => !FIRST.includes(name));
  return panel('Identity', facts([...FIRST, ...rest].filter(name => info[name] !== undefined).map(name => [name.replaceAll('_', ' '), value(name, info[name])])
    .concat([['sensor', told.sensor], ['last seen', info.last_seen ? '' : stamp(told.last_seen_ms)]])));
}

function counters(told) {
  const shown = Object.entries(told.tot).filter(([name]) => name !== 'boot');
  return panel('Counted since the sensor began', h('dl', { class: 'facts tight' }, shown.map(([name, n]) =>
    [h('dt', {}, name.replaceAll('_', ' ')), h('dd', { class: 'num' }, /^bytes/.test(name) ? bytes(n) : number(n))])));
}

function overTime(told) {
  const data = told['1m'].rows.length > 1 ? told['1m'] : told['1h'];
  const width = data === told['1m'] ? 'minute' : 'hour';
  if (!data.rows.length) return null;
  return h('div', { class: 'two' },
    panel('Bytes each ' + width, lines(data, ['bytes_in', 'bytes_out'], { names: { bytes_in: 'to it', bytes_out: 'from it' }, label: 'Bytes over time' })),
    panel('Management each ' + width, lines(data, ['actions', 'changes', 'unpermitted'], { label: 'Actions, changes and unpermitted flows over time' })));
}

function managers(told) {
  return h('div', { class: 'two' },
    panel('Who changes it', tally(told.actors, key => link('changes', { element: told.id, actor: key }, address(key))),
      told.users.length ? [h('h3', {}, 'Users'), tally(told.users, key => link('changes', { element: told.id, user: key }, key))] : null),
    panel('By which services', tally(told.via, key => key), h('p', { class: 'muted' }, number(told.change_count) + ' changes in the ledger')));
}

// What the element runs and says of itself, each with who said so.
function known(told) {
  const order = ['service', 'software', 'component', 'platform', 'vendor'];
  const rank = f => (order.indexOf(f.fact) + order.length + 1) % (order.length + 1);
  const facts = Object.values(told.facts).flat().sort((a, b) => rank(a) - rank(b) || (a.port || 0) - (b.port || 0) || (a.value < b.value ? -1 : 1));
  const services = facts.filter(f => f.fact === 'service');
  const columns = [['What', f => f.fact], ['Value', f => f.value, 'wide'], ['Said by', f => f.source + (f.port ? ', port ' + f.port : '')],
    ['Confidence', f => f.confidence], ['First', f => stamp(f.first_seen)], ['Last', f => stamp(f.last_seen)], ['Times', f => number(f.count), 'num']];
  return [panel('Services', services.length ? h('p', { id: 'services' }, services.map(f => badge(f.value, 'service'))) : h('p', { class: 'muted' }, 'No service was seen.')),
    panel('Facts and their evidence', table(columns, facts, 'Nothing is known but its address.'))];
}

function findings(told) {
  const versions = told.findings.filter(f => f.finding === 'version-change' || f.finding === 'end-of-support');
  const columns = [['Severity', r => severity(r.severity)], ['Finding', r => link('finding', { sensor: r.sensor, group: r.group }, r.msg || r.finding), 'wide'],
    ['Kind', r => r.finding], ['State', r => badge(r.state, 'state-' + r.state)], ['Time (UTC)', r => stamp(r.time)]];
  return [panel('Versions', h('p', {}, 'Now: ' + [told.info.vendor, told.info.platform, told.info.software].filter(x => x).join(' ') || 'unknown'),
    table(columns, versions, 'No change of version was seen.')), panel('Findings', table(columns, told.findings, 'Nothing was found.'))];
}

function peers(told) {
  const total = new Map();
  for (const day of told.peers)
    for (const p of day.top) {
      const known = total.get(p.peer) || { ...p, bytes: 0, days: 0 };
      known.bytes += p.bytes;
      known.days++;
      total.set(p.peer, known);
    }
  const list = [...total.values()].sort((a, b) => b.bytes - a.bytes);
  return panel('Peers by day', told.peers.length ? h('p', { class: 'muted' }, told.peers.map(d => d.day.replace(/(....)(..)(..)/, '$1-$2-$3') + ': ' + number(d.distinct) + ' peers').join(', ')) : null,
    dots(told.peers, list.slice(0, 20)),
    table([['Peer', p => link('findings', { peer: p.peer }, p.peer)], ['Where', p => p.private ? 'private' : [p.cc, p.asn ? 'AS' + p.asn : '', p.owner].filter(x => x).join(' ') || 'public'],
      ['Bytes', p => bytes(p.bytes), 'num'], ['Days', p => number(p.days), 'num']], list.slice(0, 50), 'No peer is known.'));
}

export default async function element(args) {
  const told = await get('element', { sensor: args.sensor, id: args.id });
  const node = h('div', { class: 'page' },
    h('p', { class: 'crumbs' }, link('elements', { sensor: args.sensor }, 'Inventory'), ' / ' + told.sensor),
    h('h1', {}, told.id, told.info.name && told.info.name !== told.id ? ' ' + told.info.name : ''),
    h('div', { class: 'two' }, identity(told), counters(told)),
    overTime(told), managers(told),
    panel('Its changes', table(changeColumns.filter(([title]) => title !== 'Element'), told.changes, 'No change was seen.')),
    known(told), peers(told), findings(told));
  return { node, title: told.id, refresh: 30 };
}
