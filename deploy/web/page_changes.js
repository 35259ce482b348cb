// page_changes: the ledger of changes, against windows and permits.

import { h, link, panel, table } from './dom.js';
import { get, scope } from './api.js';
import { stacked, tally } from './charts.js';
import { filters, choice, pager, text } from './page_findings.js';
import { address, badge, number, outcome, sanction, stamp } from './format.js';

const PAGE = 100;
const FILTERS = ['verb', 'subject', 'via', 'element', 'actor', 'user', 'sanction', 'outcome', 'evidence', 'window', 'permit', 'q'];
const SANCTIONS = { '': 'every sanction', 'out-of-window,exceeds,unpermitted': 'not allowed', permitted: 'permitted', 'in-window': 'in a window', 'out-of-window': 'outside of every window', exceeds: 'exceeds a window', unpermitted: 'unpermitted', 'no-policy': 'no policy' };

export function command(row) {
  return h('code', {}, [row.object, row.value && row.value !== row.object ? row.value : ''].filter(x => x).join(' = ') || '-');
}

export const changeColumns = [
  ['Sanction', r => [sanction(r.sanction), r.window ? ' ' + r.window : '', r.permit ? ' ' + r.permit : '']],
  ['Verb', r => r.verb + ' ' + r.subject],
  ['What was entered', command, 'wide'],
  ['Element', r => link('element', { sensor: r.sensor, id: r.element }, r.element)],
  ['By', r => [r.user ? h('b', {}, r.user) : null, r.user ? ' from ' : '', link('changes', { actor: r.actor }, address(r.actor))]],
  ['Via', r => r.via],
  ['Outcome', r => outcome(r.outcome)],
  ['Evidence', r => badge(r.evidence, 'plain')],
  ['Time (UTC)', r => stamp(r.time)],
];

export default async function changes(args) {
  const wanted = Object.fromEntries(FILTERS.map(name => [name, args[name]]));
  const [told, overview] = await Promise.all([
    get('changes', { ...scope(args), ...wanted, offset: args.offset, limit: PAGE }), get('overview', scope(args))]);
  const all = overview.changes;
  const keep = { sensor: args.sensor, range: args.range };
  const verbs = { '': 'every verb', ...Object.fromEntries(all.by_verb.map(g => [g.key, g.key + ' (' + g.count + ')'])) };
  const node = h('div', { class: 'page' }, h('h1', {}, 'Changes'),
    filters('changes', args, [text('q', 'Search', args.q, 'search'), choice('sanction', 'Sanction', SANCTIONS, args.sanction),
      choice('verb', 'Verb', verbs, args.verb), text('element', 'Element', args.element), text('actor', 'Actor', args.actor), text('user', 'User', args.user)]),
    h('div', { class: 'two' },
      panel('Against windows and permits', stacked(all, overview.axis, { prefix: 'w-', label: 'Changes over time by sanction' })),
      panel('Windows and permits that covered them', all.by_window.length || all.by_permit.length
        ? [all.by_window.length ? tally(all.by_window, key => link('changes', { ...keep, window: key }, 'window ' + key)) : null,
          all.by_permit.length ? tally(all.by_permit, key => link('changes', { ...keep, permit: key }, 'permit ' + key)) : null]
        : h('p', { class: 'empty' }, 'No window and no permit covered a change.'),
      h('h3', {}, 'Who changes'), tally(all.by_actor, key => link('changes', { ...keep, actor: key }, address(key))))),
    h('p', { class: 'muted', id: 'count' }, number(told.total) + ' changes' + (told.truncated ? ' (the newest; there are more)' : '')),
    panel('Ledger', table(changeColumns, told.changes, 'No change fits.')),
    pager('changes', args, told.changes.length, told.total));
  return { node, title: 'Changes', refresh: 15 };
}
