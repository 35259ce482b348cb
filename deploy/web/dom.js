// dom: the one place where elements are made. Text from anywhere goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';
const URLS = /^(#\/|\/)/;

function put(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'class') node.setAttribute('class', value);
  else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'href' && !URLS.test(value)) throw new Error('a link must stay here');
  else node.setAttribute(name, value === true ? '' : String(value));
}

function append(node, kids) {
  for (const kid of kids.flat(4)) {
    if (kid === null || kid === undefined || kid === false) continue;
    node.append(kid instanceof Node ? kid : document.createTextNode(String(kid)));
  }
  return node;
}

/** An element with attributes and children; strings become text. */
export function h(tag, attributes = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) put(node, name, value);
  return append(node, kids);
}

/** The same in SVG. */
export function s(tag, attributes = {}, ...kids) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) put(node, name, value);
  return append(node, kids);
}

/** A link inside of the dashboard: a page and its arguments. */
export function link(page, args, ...kids) {
  return h('a', { href: hash(page, args) }, ...kids);
}

export function hash(page, args = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  const text = query.toString();
  return '#/' + page + (text ? '?' + text : '');
}

export function panel(title, ...kids) {
  return h('section', { class: 'panel' }, h('h2', {}, title), ...kids);
}

/** A table: columns are [title, cell(row), class]. Rows move by j and k, Enter follows the first link. */
export function table(columns, rows, none = 'Nothing.') {
  if (!rows.length) return h('p', { class: 'empty' }, none);
  const head = h('tr', {}, columns.map(([title, , kind]) => h('th', { scope: 'col', class: kind }, title)));
  const body = rows.map(row => h('tr', { tabindex: -1, class: 'row' },
    columns.map(([title, cell, kind]) => h('td', { class: kind, 'data-label': title }, cell(row)))));
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    h('table', {}, h('thead', {}, head), h('tbody', {}, body)));
}

/** Names and values; what is empty is left out. */
export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h('dl', { class: 'facts' }, shown.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** Text to copy, with a button. */
export function copyable(text, label) {
  const button = h('button', { type: 'button', class: 'small', onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      button.textContent = 'Selected';
    }
  } }, 'Copy');
  const code = h('code', { class: 'line' }, text);
  return h('div', { class: 'copy' }, h('span', { class: 'muted' }, label), code, button);
}
