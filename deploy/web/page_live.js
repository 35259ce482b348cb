// page_live: what comes, as it comes (server-sent events).

import { h, link, panel } from './dom.js';
import { sanction, severity, stamp } from './format.js';

const MOST = 200;
const RETRY_MS = 3000;

function line(kind, r) {
  const what = kind === 'finding'
    ? [severity(r.severity), ' ', link('finding', { sensor: r.sensor, group: r.group }, r.msg || r.finding)]
    : [sanction(r.sanction), ' ', r.verb + ' ' + r.subject + ' on ', link('element', { sensor: r.sensor, id: r.element }, r.element), ' by ' + (r.user || r.actor) + ' ',
      h('code', {}, [r.object, r.value].filter(x => x).join(' = '))];
  return h('li', { class: 'live-' + kind }, stamp(r.time), ' ', h('span', { class: 'muted' }, r.sensor + ' ' + kind), ' ', what);
}

export default async function live(args) {
  const list = h('ol', { class: 'live-list', id: 'live' });
  const status = h('p', { class: 'muted', role: 'status' }, 'Connecting ...');
  let paused = false, held = 0;
  const pause = h('button', { type: 'button', id: 'pause', 'aria-pressed': 'false', onclick: () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.textContent = paused ? 'Go on' : 'Pause';
    if (!paused) { held = 0; say(); }
  } }, 'Pause');
  const query = args.sensor ? '?sensor=' + encodeURIComponent(args.sensor) : '';
  let source, again;
  const say = () => { status.textContent = paused ? 'Paused; ' + held + ' came since.' : 'Following. What comes stands on top.'; };
  const add = node => {
    list.prepend(node);
    while (list.childElementCount > MOST) list.lastElementChild.remove();
  };
  const follow = () => {
    source = new EventSource('/api/live' + query);
    for (const kind of ['finding', 'change'])
      source.addEventListener(kind, event => {
        if (paused) { held++; return say(); }
        add(line(kind, JSON.parse(event.data)));
      });
    source.addEventListener('lost', event => add(h('li', { class: 'warn-text' }, JSON.parse(event.data).lost + ' entries were too fast to show; the lists have them.')));
    source.addEventListener('open', say);
    source.addEventListener('error', () => {
      status.textContent = 'The connection ended; trying again ...';
      // a browser gives up on an answer that is none; the server may only be full for now
      if (source.readyState === EventSource.CLOSED) again = setTimeout(follow, RETRY_MS);
    });
  };
  follow();
  const node = h('div', { class: 'page' }, h('h1', {}, 'Live'), panel('Findings and changes', h('div', { class: 'buttons' }, pause), status, list));
  return { node, title: 'Live', leave: () => { clearTimeout(again); source.close(); } };
}
