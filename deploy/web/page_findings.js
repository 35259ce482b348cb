// page_findings: the list of findings, with filters and grouping.

import { h, hash, link, panel, table } from './dom.js';
import { get, scope } from './api.js';
import { SEVERITIES, badge, number, severity, stamp } from './format.js';

const PAGE = 100;
export const STATES = ['new', 'ack', 'false-positive', 'incident', 'closed'];
const GROUPS = { group: 'one line a finding group', '': 'every alert', finding: 'by kind', element: 'by element', src: 'by source', dst: 'by destination', sensor: 'by sensor', state: 'by state' };
const FILTERS = ['severity', 'finding', 'element', 'src', 'dst', 'peer', 'proto', 'cc', 'asn', 'state', 'q'];

export function choice(name, label, options, value) {
  const select = h('select', { name, id: 'f-' + name }, Object.entries(options).map(([key, text]) => h('option', { value: key }, text)));
  select.value = value ?? '';
  return h('label', { class: 'field', for: 'f-' + name }, h('span', {}, label), select);
}

export function text(name, label, value, type = 'text') {
  return h('label', { class: 'field', for: 'f-' + name }, h('span', {}, label),
    h('input', { type, name, id: 'f-' + name, value: value ?? '', maxlength: 200, spellcheck: 'false' }));
}

/** A form whose values become the arguments of PAGE. */
export function filters(page, args, fields) {
  const form = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filters' }, fields,
    h('button', { type: 'submit', class: 'primary' }, 'Show'),
    link(page, { sensor: args.sensor, range: args.range }, 'Clear'));
  const send = event => {
    if (event) event.preventDefault();
    location.hash = hash(page, { sensor: args.sensor, range: args.range, ...Object.fromEntries(new FormData(form)) });
  };
  form.addEventListener('submit', send);
  for (const select of form.querySelectorAll('select')) select.addEventListener('change', () => send());
  return form;
}

/** Links to the page before and behind. */
export function pager(page, args, shown, total) {
  const at = Number(args.offset) || 0;
  if (total <= PAGE) return null;
  return h('p', { class: 'pager' }, at > 0 ? link(page, { ...args, offset: Math.max(0, at - PAGE) }, 'Newer') : null,
    h('span', {}, number(at + 1) + ' to ' + number(at + shown) + ' of ' + number(total)),
    at + shown < total ? link(page, { ...args, offset: at + PAGE }, 'Older') : null);
}

const columns = [
  ['Severity', r => severity(r.severity)],
  ['Finding', r => link('finding', { sensor: r.sensor, group: r.group }, r.msg || r.finding), 'wide'],
  ['Kind', r => r.finding],
  ['Element', r => link('element', { sensor: r.sensor, id: r.element }, r.element)],
  ['From', r => r.src, 'addr'], ['To', r => [r.dst, r.dport ? h('span', { class: 'muted' }, ' ' + r.dport) : ''], 'addr'],
  ['State', r => badge(r.state, 'state-' + r.state)],
  ['Time (UTC)', r => stamp(r.time)],
];

function grouped(told, args, by) {
  if (by === 'group')
    return table([...columns, ['Seen', g => number(g.count), 'num']], told.groups.map(g => ({ ...g.latest, severity: g.severity || g.latest.severity })), 'No finding fits.');
  return table([['Worst', g => severity(g.severity)],
    [GROUPS[by], g => link('findings', { ...args, by: 'group', [by]: g.key, offset: undefined }, g.key), 'wide'],
    ['Alerts', g => number(g.rows), 'num'], ['First (UTC)', g => stamp(g.first)], ['Last (UTC)', g => stamp(g.last)],
    ['Newest', g => g.latest.msg, 'wide']], told.groups, 'No finding fits.');
}

export default async function findings(args) {
  const by = args.by === undefined ? 'group' : args.by;
  const wanted = Object.fromEntries(FILTERS.map(name => [name, args[name]]));
  const [told, kinds] = await Promise.all([
    get('findings', { ...scope(args), ...wanted, by, offset: args.offset, limit: PAGE }),
    get('findings', { ...scope(args), by: 'finding', limit: 200 })]);
  const kindNames = { '': 'every kind', ...Object.fromEntries(kinds.groups.map(g => [g.key, g.key + ' (' + g.rows + ')'])) };
  const severities = { '': 'every severity', 1: '1 ' + SEVERITIES[1], '1,2': '1 and 2', '1,2,3': '1 to 3', 2: '2 ' + SEVERITIES[2], 3: '3 ' + SEVERITIES[3], 4: '4 ' + SEVERITIES[4] };
  const shown = by ? told.groups : told.findings;
  const node = h('div', { class: 'page' }, h('h1', {}, 'Findings'),
    filters('findings', args, [text('q', 'Search', args.q, 'search'), choice('severity', 'Severity', severities, args.severity),
      choice('finding', 'Kind', kindNames, args.finding), choice('state', 'State', { '': 'every state', 'new,ack,incident': 'open', ...Object.fromEntries(STATES.map(x => [x, x])) }, args.state),
      text('element', 'Element', args.element), text('peer', 'From or to', args.peer), choice('by', 'Show', GROUPS, by)]),
    h('p', { class: 'muted', id: 'count' }, number(told.total) + ' alerts' + (by ? ' in ' + number(told.group_count) + ' lines' : '') + (told.truncated ? ' (the newest; there are more)' : '')),
    panel(by === 'group' ? 'Worst first' : 'Findings', by ? grouped(told, args, by) : table(columns, told.findings, 'No finding fits.')),
    pager('findings', args, shown.length, by ? told.group_count : told.total));
  return { node, title: 'Findings', refresh: 15 };
}
