// page_overview: health of capture first, then findings and changes over time.

import { h, link, panel, table } from './dom.js';
import { get, scope } from './api.js';
import { stacked, tally } from './charts.js';
import { SEVERITIES, ago, bytes, number, severity, sanction, stamp } from './format.js';

const LOST = /drop|lost|refus|trunc|overflow/;

/** The state of one sensor in a word and a sentence. */
function judge(sensor) {
  const health = sensor.health || {};
  const lost = Object.entries(health).filter(([name, value]) => LOST.test(name) && Number(value) > 0);
  if (!sensor.live) return ['silent', 'Nobody watches here now: it was read from files, or the sensor does not run. Newest data ' + ago(sensor.age_s) + '.', lost];
  if (Number(health.blind)) return ['blind', 'No frames come: is the mirror port up? Nothing is seen, so nothing is judged.', lost];
  if (lost.length) return ['degraded', 'Something is lost: what is not seen is not judged.', lost];
  return ['fine', 'Watching. Newest data ' + ago(sensor.age_s) + '.', lost];
}

const KINDS = { fine: 'good', degraded: 'bad', blind: 'bad', silent: 'warn' };

function value(name, n) {
  return /bytes|rss/.test(name) ? bytes(n) : typeof n === 'number' ? number(n) : String(n);
}

function card(sensor, args) {
  const [word, sentence, lost] = judge(sensor);
  const health = Object.entries(sensor.health || {});
  return h('article', { class: 'card ' + KINDS[word] },
    h('h3', {}, link('overview', { ...args, sensor: sensor.name }, sensor.name), ' ', h('span', { class: 'badge ' + KINDS[word] }, word)),
    h('p', {}, sentence),
    lost.length ? h('p', { class: 'warn-text' }, lost.map(([n, v]) => n + ' ' + number(v)).join(', ')) : null,
    health.length ? h('details', {}, h('summary', {}, 'All of its health'),
      h('dl', { class: 'facts tight' }, health.map(([n, v]) => [h('dt', {}, n), h('dd', { class: 'num' }, value(n, v))]))) : null,
    h('p', { class: 'muted' }, 'version ' + (sensor.meta.version ?? '?') + ', schema ' + (sensor.meta.schema ?? '?')));
}

function figures(told, args) {
  const by = Object.fromEntries(told.findings.by_severity.map(g => [g.key, g.count]));
  return h('div', { class: 'figures' }, [1, 2, 3, 4].map(n =>
    h('a', { class: 'figure-box s' + n, href: '#/findings?' + new URLSearchParams({ ...clean(args), severity: n }) },
      h('b', {}, number(by[n] || 0)), h('span', {}, 'severity ' + n + ' ' + SEVERITIES[n]))),
  h('a', { class: 'figure-box', href: '#/changes?' + new URLSearchParams(clean(args)) }, h('b', {}, number(told.changes.total)), h('span', {}, 'changes')));
}

function clean(args) {
  return Object.fromEntries(Object.entries({ sensor: args.sensor, range: args.range }).filter(([, v]) => v));
}

export default async function overview(args) {
  const told = await get('overview', scope(args));
  const keep = clean(args);
  const node = h('div', { class: 'page' }, h('h1', {}, 'Overview'),
    panel('Capture', told.sensors.length ? h('div', { class: 'cards' }, told.sensors.map(x => card(x, keep)))
      : h('p', { class: 'empty' }, 'No sensor has written to this Redis yet: spanwatch run --redis URL, or spanwatch read --redis URL FILE.')),
    figures(told, args),
    told.findings.truncated || told.changes.truncated
      ? h('p', { class: 'notice' }, 'There is more than one page may read: only the newest entries are counted. Choose a shorter time.') : null,
    h('div', { class: 'two' },
      panel('Findings over time', stacked(told.findings, told.axis, { names: Object.fromEntries([1, 2, 3, 4].map(n => [n, n + ' ' + SEVERITIES[n]])), prefix: 'c-', label: 'Findings over time by severity' })),
      panel('Changes over time', stacked(told.changes, told.axis, { prefix: 'w-', label: 'Changes over time by sanction' }))),
    h('div', { class: 'two' },
      panel('What was found', tally(told.findings.by_finding, key => link('findings', { ...keep, finding: key }, key))),
      panel('Which elements', tally(told.findings.by_element, key => link('findings', { ...keep, element: key }, key)))),
    h('div', { class: 'two' },
      panel('Newest findings', table([['Time (UTC)', r => stamp(r.time)], ['Severity', r => severity(r.severity)],
        ['Finding', r => link('finding', { sensor: r.sensor, group: r.group }, r.msg || r.finding), 'wide']], told.findings.latest, 'No finding.')),
      panel('Newest changes', table([['Time (UTC)', r => stamp(r.time)], ['Sanction', r => sanction(r.sanction)],
        ['Change', r => [r.verb + ' ' + r.subject + ' on ', link('changes', { ...keep, element: r.element }, r.element), ' by ' + (r.user || r.actor)], 'wide']], told.changes.latest, 'No change.'))));
  return { node, title: 'Overview', refresh: 10 };
}
