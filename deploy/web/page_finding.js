// page_finding: one finding: what, who, where, evidence, the policy line that is missing, triage.

import { copyable, facts, h, link, panel, table } from './dom.js';
import { get, may, post, state } from './api.js';
import { STATES } from './page_findings.js';
import { badge, number, outcome, sanction, severity, stamp } from './format.js';

function end(ip, port) {
  return ip ? ip + (port ? ' port ' + port : '') : '';
}

function what(f, event) {
  const x = event.spanwatch || {};
  return panel('What', facts([
    ['Kind', link('findings', { finding: f.finding }, f.finding)], ['Severity', severity(f.severity)],
    ['Confidence', x.confidence], ['Class', x.class], ['Signature', event.alert && event.alert.signature],
    ['First', stamp(x.group ? x.group.first : event.timestamp)], ['Last', stamp(f.time)],
    ['Seen', number(f.count) + (f.count === 1 ? ' time' : ' times') + (f.group_state ? ' (' + f.group_state + ')' : '')],
    ['ATT&CK, measures', ((event.alert && event.alert.metadata && event.alert.metadata.tag) || []).join(', ')],
    ['Excepted', x.excepted ? String(x.excepted) : '']]));
}

function whoWhere(f, event) {
  const m = event.mgmt || {};
  const actor = m.actor || {};
  return panel('Who and where', facts([
    ['Element', link('element', { sensor: f.sensor, id: f.element }, f.element)],
    ['Name, vendor', [(m.element && m.element.name) || '', (m.element && m.element.vendor) || ''].filter(x => x).join(', ')],
    ['From', end(event.src_ip, event.src_port)], ['To', end(event.dest_ip, event.dest_port)],
    ['Actor', [actor.name || actor.id || '', actor.role ? ' (' + actor.role + ')' : ''].join('')],
    ['User', actor.user ? actor.user + (actor.user_source ? ' (' + actor.user_source + ')' : '') : ''],
    ['Country, AS', [f.cc, f.asn || ''].filter(x => x).join(', ')], ['Sensor', f.sensor]]));
}

function change(event) {
  const m = event.mgmt;
  if (!m) return null;
  return panel('The change', facts([['Verb', m.verb], ['Subject', m.subject], ['Via', m.via],
    ['Object', m.object_name || m.object], ['Value', m.value], ['Outcome', outcome(m.outcome)], ['Evidence', m.evidence],
    ['Sanction', sanction(m.sanction)], ['Window', m.window], ['Permit', m.permit], ['Exceeds', m.exceeds && JSON.stringify(m.exceeds)],
    ['Count', m.count], ['Correlation', m.correlation]]));
}

function evidence(f, event) {
  const x = event.spanwatch || {};
  const capture = x.capture || {};
  const notes = [];
  if (capture.one_way) notes.push('only one direction was seen');
  if (capture.truncated) notes.push('packets were cut');
  if (Number(capture.loss) > 0.001) notes.push('capture loss ' + (100 * capture.loss).toFixed(1) + '%');
  if (capture.initiator === 'guessed') notes.push('who began is guessed');
  return panel('Evidence', facts([['Flow', event.flow_id], ['Community ID', event.community_id], ['Protocol', event.proto],
    ['VLAN', event.vlan && event.vlan.join(', ')], ['Layers', x.encap && x.encap.join(' > ')],
    ['Capture', [event.pcap_filename, event.pcap_cnt && 'packet ' + event.pcap_cnt, event.in_iface].filter(v => v).join(', ')],
    ['Quality of capture', notes.join('; ') || 'nothing speaks against it'], ['ID', x.id || f.id]]));
}

function why(event, told) {
  const reason = (event.spanwatch && event.spanwatch.why) || {};
  return panel('Why, and what would permit it', facts([['Rule', reason.rule], ['Permit', reason.permit], ['Window', reason.window], ['Baseline', reason.baseline]]),
    reason.missing ? copyable(reason.missing, 'A line under permits: that would allow it') : h('p', { class: 'muted' }, 'No permit would silence this.'),
    told.exception ? copyable(told.exception, 'A line under exceptions: for a false positive, for 90 days') : null,
    event.community_id ? copyable('spanwatch explain CAPTURE --policy POLICY --flow ' + event.community_id, 'Asks the capture itself which permit, window or rule decided') : null,
    h('p', { class: 'muted' }, 'Nothing here changes the policy: copy the line into the policy file and check it with spanwatch check.'));
}

function triage(f, told) {
  const now = told.case || {};
  const shown = h('p', { id: 'case' }, badge(now.state || 'new', 'state-' + (now.state || 'new')), now.by ? ' by ' + now.by + ', ' : ' ', now.at ? stamp(now.at) : '', now.note ? ': ' + now.note : '');
  if (!may('triage') || !f.group) return panel('Triage', shown, h('p', { class: 'muted' }, 'The role triage may change this.'));
  const note = h('textarea', { id: 'note', rows: 2, maxlength: 1000 });
  note.value = now.note || '';
  const said = h('p', { role: 'status', class: 'muted' });
  const hint = h('div', {});
  const mark = async word => {
    try {
      const kept = await post('case', { sensor: f.sensor, group: f.group, state: word, note: note.value });
      shown.replaceChildren(badge(kept.state, 'state-' + kept.state), ' by ' + kept.by + ', ', stamp(kept.at), kept.note ? ': ' + kept.note : '');
      said.textContent = 'Kept.';
      hint.replaceChildren(...(word === 'false-positive' && told.exception ? [copyable(told.exception, 'To silence it, copy this under exceptions:')] : []));
    } catch (error) {
      said.textContent = error.message;
    }
  };
  return panel('Triage', shown, h('label', { for: 'note' }, 'Note'), note,
    h('div', { class: 'buttons' }, STATES.map(word => h('button', { type: 'button', 'data-state': word, onclick: () => mark(word) }, word))), said, hint);
}

function raw(f, told) {
  if (!may('evidence')) return null;
  const out = h('pre', { class: 'raw', hidden: true, tabindex: 0 });
  const button = h('button', { type: 'button', id: 'reveal', onclick: async () => {
    try {
      out.textContent = JSON.stringify(await get('event', { sensor: f.sensor, group: f.group }), null, 2);
    } catch (error) {
      out.textContent = error.message;
    }
    out.hidden = false;
  } }, 'Reveal the whole event');
  const packets = told.packets ? h('a', { class: 'button', href: '/api/packets?id=' + encodeURIComponent(told.packets), download: told.packets + '.pcap' }, 'Download its packets')
    : h('span', { class: 'muted' }, state.me.packets ? 'No packets were kept of it.' : 'Packets are not kept (evidence is off).');
  return panel('Raw evidence', h('p', { class: 'muted' }, 'Each look is an audit line.'), h('div', { class: 'buttons' }, button, packets), out);
}

export default async function finding(args) {
  const told = await get('finding', { sensor: args.sensor, group: args.group });
  const f = told.finding, event = told.event;
  const node = h('div', { class: 'page' },
    h('p', { class: 'crumbs' }, link('findings', { sensor: args.sensor }, 'Findings'), ' / ' + f.finding),
    h('h1', {}, severity(f.severity), ' ', f.msg || f.finding),
    h('div', { class: 'two' }, what(f, event), whoWhere(f, event)),
    change(event),
    h('div', { class: 'two' }, why(event, told), evidence(f, event)),
    h('div', { class: 'two' }, triage(f, told), raw(f, told) || panel('Raw evidence', h('p', { class: 'muted' }, 'The role evidence may look at it.'))),
    panel('Its alerts', table([['Time (UTC)', r => stamp(r.time)], ['Severity', r => severity(r.severity)], ['State', r => r.group_state], ['Count', r => number(r.count), 'num'], ['Text', r => r.msg, 'wide']], told.entries)));
  return { node, title: f.finding };
}
