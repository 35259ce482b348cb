// app: the frame around the pages: navigation, sensor and time, keys, log in.

import { h, hash } from './dom.js';
import { get, post, state, loadSensors, RANGES, Unauthorized } from './api.js';
import overview from './page_overview.js';
import findings from './page_findings.js';
import finding from './page_finding.js';
import changes from './page_changes.js';
import elements from './page_elements.js';
import element from './page_element.js';
import outbound from './page_outbound.js';
import live from './page_live.js';

const PAGES = {
  overview: ['Overview', overview, 'o'],
  findings: ['Findings', findings, 'f'],
  finding: [null, finding],
  changes: ['Changes', changes, 'c'],
  elements: ['Inventory', elements, 'i'],
  element: [null, element],
  outbound: ['Outbound', outbound, 'b'],
  live: ['Live', live, 'l'],
};

const $ = id => document.getElementById(id);
let turn = 0, leave = null, timer = null, lead = false;

/** Page and arguments of the address. */
export function where() {
  const text = location.hash.replace(/^#\/?/, '');
  const [page, query] = [text.split('?')[0], text.slice(text.indexOf('?') + 1)];
  const args = text.includes('?') ? Object.fromEntries(new URLSearchParams(query)) : {};
  return { page: PAGES[page] ? page : 'overview', args };
}

function kept(args) {
  return { sensor: args.sensor, range: args.range };
}

function drawNav(page, args) {
  $('nav').replaceChildren(...Object.entries(PAGES).filter(([, [title]]) => title).map(([name, [title, , key]]) =>
    h('a', { href: hash(name, kept(args)), 'aria-current': name === page ? 'page' : null, title: 'g ' + key }, title)));
}

function drawSelectors(args) {
  const sensor = $('sensor'), range = $('range');
  const names = new Set(state.sensors.map(x => x.name));
  if (args.sensor) names.add(args.sensor); // one of which nothing has come yet
  sensor.replaceChildren(h('option', { value: '' }, 'All sensors'), ...[...names].map(name => h('option', { value: name }, name)));
  sensor.value = args.sensor || '';
  range.replaceChildren(...Object.keys(RANGES).map(r => h('option', { value: r }, r === 'all' ? 'All time' : 'Last ' + r)));
  range.value = args.range || (state.live ? '24h' : 'all');
}

function drawWho() {
  const me = state.me;
  $('who').replaceChildren(...(me.roles.length ? [me.name, h('span', { class: 'roles' }, ' (' + me.roles.join(', ') + ')')] : []));
  $('who').title = 'may: ' + me.roles.join(', ');
  if (me.roles.length && !me.open)
    $('who').append(h('button', { type: 'button', class: 'small', onclick: async () => {
      await post('logout', {});
      location.reload();
    } }, 'Log out'));
}

function drawFault(fault) {
  $('main').replaceChildren(h('section', { class: 'panel fault', role: 'alert' }, h('h1', {}, 'This page cannot be shown'),
    h('p', {}, fault.message), h('button', { type: 'button', onclick: () => show() }, 'Try again')));
}

function drawLogin(why) {
  const input = h('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true, maxlength: 256 });
  const fault = h('p', { class: 'warn-text', role: 'alert' }, why || '');
  const form = h('form', { class: 'panel login' }, h('h1', {}, 'Log in'), h('label', { for: 'token' }, 'Token'), input,
    h('button', { type: 'submit', class: 'primary' }, 'Log in'), fault);
  form.addEventListener('submit', async event => {
    event.preventDefault();
    try {
      await post('login', { token: input.value });
      show();
    } catch (error) {
      fault.textContent = error instanceof Unauthorized ? 'This token is not known.' : error.message;
    }
  });
  $('main').replaceChildren(form);
  input.focus();
}

/** Draws the page of the address. `quiet` keeps the focus and the place where it is. */
async function show(quiet) {
  const mine = ++turn;
  const { page, args } = where();
  clearTimeout(timer);
  if (leave) leave();
  leave = null;
  try {
    state.me = await get('me');
    drawWho();
    if (!state.me.roles.length) { drawNav('', {}); return drawLogin(); }
    await loadSensors();
    drawNav(page, args);
    drawSelectors(args);
    const drawn = await PAGES[page][1](args);
    if (mine !== turn) return drawn.leave && drawn.leave();
    const top = window.scrollY;
    $('main').replaceChildren(drawn.node);
    document.title = drawn.title + ' - spanwatch';
    leave = drawn.leave || null;
    if (quiet) window.scrollTo(0, top);
    else { window.scrollTo(0, 0); $('main').focus({ preventScroll: true }); }
    if (state.live && drawn.refresh) timer = setTimeout(() => { if (!document.hidden) show(true); }, drawn.refresh * 1000);
    document.body.dataset.ready = page;
  } catch (error) {
    if (mine !== turn) return;
    if (error instanceof Unauthorized) drawLogin();
    else drawFault(error);
  }
}

function go(page, args) {
  location.hash = hash(page, args);
}

function select() {
  const { page, args } = where();
  go(page, { ...args, sensor: $('sensor').value, range: $('range').value, offset: undefined });
}

function theme() {
  const dark = document.documentElement.dataset.theme === 'dark' ||
    (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
  const wanted = dark ? 'light' : 'dark';
  document.documentElement.dataset.theme = wanted;
  try { localStorage.setItem('theme', wanted); } catch { /* private browsing: for this page alone */ }
}

function keys() {
  const list = [['g o, g f, ...', 'go to a page: ' + Object.values(PAGES).filter(p => p[0]).map(p => p[2] + ' ' + p[0].toLowerCase()).join(', ')],
    ['j, k', 'next row, row before'], ['Enter', 'open the row'], ['/', 'search'], ['r', 'read again'], ['t', 'light or dark'], ['?', 'this help']];
  const dialog = $('keys');
  dialog.replaceChildren(h('h2', { id: 'keys-title' }, 'Keys'),
    h('dl', { class: 'facts' }, list.map(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)])),
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'Close')));
  dialog.showModal();
}

function step(by) {
  const rows = [...document.querySelectorAll('tr.row')];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement.closest('tr.row'));
  rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $('keys').open) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    if (event.key === 'Escape') document.activeElement.blur();
    return;
  }
  if (lead) {
    lead = false;
    const page = Object.entries(PAGES).find(([, [title, , key]]) => title && key === event.key);
    if (page) go(page[0], kept(where().args));
    return;
  }
  const search = document.querySelector('input[type=search]');
  if (event.key === 'g') { lead = true; setTimeout(() => { lead = false; }, 1500); }
  else if (event.key === 'j') step(1);
  else if (event.key === 'k') step(-1);
  else if (event.key === 'r') show(true);
  else if (event.key === 't') theme();
  else if (event.key === '?') keys();
  else if (event.key === '/' && search) { event.preventDefault(); search.focus(); }
  else if (event.key === 'Enter' && document.activeElement.matches('tr.row')) {
    const target = document.activeElement.querySelector('a');
    if (target) target.click();
  }
}

try {
  const saved = localStorage.getItem('theme');
  if (saved === 'light' || saved === 'dark') document.documentElement.dataset.theme = saved;
} catch { /* no storage: the system's choice */ }
$('sensor').addEventListener('change', select);
$('range').addEventListener('change', select);
$('refresh').addEventListener('click', () => show(true));
$('theme').addEventListener('click', theme);
$('help').addEventListener('click', keys);
document.querySelector('.skip').addEventListener('click', event => { event.preventDefault(); $('main').focus(); });
document.addEventListener('keydown', onKey);
window.addEventListener('hashchange', () => show());
show();
