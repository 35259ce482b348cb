// charts: over d3 (version 3, as installed on the system). Without it the tables alone are shown.

import { h } from './dom.js';
import { number, time } from './format.js';

const HEIGHT = 200, LEFT = 44, BOTTOM = 22, TOP = 8, BAR = 60;

/** Units of a chart's width: about the pixels that it will have, so that text is not squeezed. */
function widthOf() {
  const all = Math.min(innerWidth, 1500);
  return Math.max(260, all < 1000 ? all - 70 : (all - 130) / 2);
}

function frame(node, label) {
  return window.d3.select(node).append('svg').attr('viewBox', '0 0 ' + widthOf() + ' ' + HEIGHT)
    .attr('preserveAspectRatio', 'none').attr('class', 'chart').attr('role', 'img').attr('aria-label', label);
}

function axes(svg, x, y) {
  const d3 = window.d3;
  const format = d3.time.format.utc.multi([['%H:%M:%S', d => d.getUTCSeconds()], ['%H:%M', d => d.getUTCHours() || d.getUTCMinutes()], ['%d %b', () => true]]);
  svg.append('g').attr('class', 'axis').attr('transform', 'translate(0,' + (HEIGHT - BOTTOM) + ')')
    .call(d3.svg.axis().scale(x).orient('bottom').ticks(Math.round(widthOf() / 90)).tickFormat(format).outerTickSize(0));
  svg.append('g').attr('class', 'axis').attr('transform', 'translate(' + LEFT + ',0)')
    .call(d3.svg.axis().scale(y).orient('left').ticks(4).tickFormat(d3.format('s')).innerTickSize(-(widthOf() - LEFT)).outerTickSize(0));
}

function scales(from, until, top) {
  const d3 = window.d3;
  return [d3.time.scale.utc().domain([new Date(from), new Date(until)]).range([LEFT, widthOf() - 6]),
    d3.scale.linear().domain([0, Math.max(1, top)]).range([HEIGHT - BOTTOM, TOP])];
}

function legend(columns, names, prefix, totals) {
  return h('ul', { class: 'legend' }, columns.map((column, i) => h('li', {},
    h('span', { class: 'swatch ' + prefix + column, 'aria-hidden': 'true' }),
    (names[column] || column) + ' ', h('b', {}, number(totals[i])))));
}

function asTable(axis, columns, names, series) {
  const rows = series.map((row, i) => [axis.from_ms + i * axis.width_s * 1000, row]).filter(([, row]) => row.some(n => n));
  return h('details', { class: 'numbers' }, h('summary', {}, 'Numbers'),
    h('div', { class: 'scroll', tabindex: 0 }, h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'from (UTC)'), columns.map(c => h('th', { scope: 'col', class: 'num' }, names[c] || c)))),
      h('tbody', {}, rows.map(([ms, row]) => h('tr', {}, h('td', {}, time(ms)), row.map(n => h('td', { class: 'num' }, number(n)))))))));
}

/** Bars over time, stacked by column; classes PREFIX + column give the colours. */
export function stacked(chart, axis, { names = {}, prefix = 'c-', label }) {
  const { columns, series } = chart;
  const node = h('figure', { class: 'figure' });
  const totals = columns.map((_, i) => series.reduce((sum, row) => sum + row[i], 0));
  node.append(legend(columns, names, prefix, totals));
  if (window.d3 && series.length) {
    const top = Math.max(...series.map(row => row.reduce((a, b) => a + b, 0)));
    const until = axis.from_ms + axis.bars * axis.width_s * 1000;
    const [x, y] = scales(axis.from_ms, until, top);
    const svg = frame(node, label);
    axes(svg, x, y);
    const width = Math.min(BAR, Math.max(1, (widthOf() - LEFT - 6) / axis.bars - 1));
    series.forEach((row, bar) => {
      let base = 0;
      row.forEach((n, i) => {
        if (!n) return;
        const from = axis.from_ms + bar * axis.width_s * 1000;
        svg.append('rect').attr('class', 'block ' + prefix + columns[i]).attr('x', x(new Date(from))).attr('width', width)
          .attr('y', y(base + n)).attr('height', Math.max(1, y(base) - y(base + n)))
          .append('title').text(time(from) + ': ' + n + ' ' + (names[columns[i]] || columns[i]));
        base += n;
      });
    });
  }
  if (series.length) node.append(asTable(axis, columns, names, series));
  else node.append(h('p', { class: 'empty' }, 'Nothing in this time.'));
  return node;
}

/** A minute or hour in which nothing was counted has no row: the line goes to zero there and comes back. */
function withPauses(rows) {
  const step = Math.min(...rows.slice(1).map((row, i) => row[0] - rows[i][0]), 3600000);
  const zero = ms => rows[0].map((_, i) => (i ? 0 : ms));
  return rows.flatMap((row, i) => {
    const before = i ? rows[i - 1][0] : row[0];
    const pause = row[0] - before > step ? [zero(before + step), zero(row[0] - step)] : [];
    return [...pause, row];
  });
}

/** Lines over time: rows of [ms, value, ...]; columns name the values that are drawn. */
export function lines(data, columns, { names = {}, label }) {
  const at = columns.map(c => data.columns.indexOf(c)).map((i, n) => [i, columns[n]]).filter(([i]) => i > 0);
  const node = h('figure', { class: 'figure' });
  const totals = at.map(([i]) => data.rows.reduce((sum, row) => sum + row[i], 0));
  node.append(legend(at.map(([, c]) => c), names, 'l-', totals));
  if (!window.d3 || !data.rows.length) return node;
  const top = Math.max(...data.rows.map(row => Math.max(...at.map(([i]) => row[i]))));
  const from = data.rows[0][0], until = Math.max(from + 60000, data.rows[data.rows.length - 1][0]);
  const [x, y] = scales(from, until, top);
  const svg = frame(node, label);
  axes(svg, x, y);
  for (const [i, column] of at) {
    const line = window.d3.svg.line().x(row => x(new Date(row[0]))).y(row => y(row[i]));
    svg.append('path').attr('class', 'curve l-' + column).attr('d', line(withPauses(data.rows)));
    if (data.rows.length <= 60)
      svg.selectAll(null).data(data.rows).enter().append('circle').attr('class', 'dot l-' + column).attr('r', 3)
        .attr('cx', row => x(new Date(row[0]))).attr('cy', row => y(row[i]))
        .append('title').text(row => time(row[0]) + ': ' + number(row[i]) + ' ' + (names[column] || column));
  }
  return node;
}

/** Peers by day: a dot for each day that they talked, larger for more bytes. */
export function dots(days, peers) {
  if (!window.d3 || !days.length || !peers.length) return null;
  const WIDTH = Math.max(340, Math.min(innerWidth - 70, 1000)), d3 = window.d3, row = 20, left = Math.min(210, WIDTH / 2.2), top = 22, sorted = [...days].sort((a, b) => (a.day < b.day ? -1 : 1));
  const height = top + row * peers.length + 6;
  const x = d3.scale.ordinal().domain(sorted.map(d => d.day)).rangePoints([left + 24, WIDTH - 30]);
  const most = Math.max(1, ...sorted.flatMap(d => d.top.map(p => p.bytes)));
  const radius = d3.scale.sqrt().domain([0, most]).range([2.5, 9]);
  const node = h('figure', { class: 'figure' });
  const svg = d3.select(node).append('svg').attr('viewBox', '0 0 ' + WIDTH + ' ' + height).attr('class', 'dots').attr('role', 'img')
    .attr('aria-label', 'Peers by day, the same as the table below');
  for (const d of sorted)
    svg.append('text').attr('class', 'label').attr('x', x(d.day)).attr('y', 14).attr('text-anchor', 'middle').text(d.day.slice(4, 6) + '-' + d.day.slice(6));
  peers.forEach((peer, i) => {
    const y = top + row * i + row / 2;
    svg.append('line').attr('class', 'guide').attr('x1', left).attr('x2', WIDTH - 6).attr('y1', y).attr('y2', y);
    svg.append('text').attr('class', 'label').attr('x', 0).attr('y', y + 4).text(peer.peer);
    for (const d of sorted) {
      const talk = d.top.find(p => p.peer === peer.peer);
      if (talk) svg.append('circle').attr('class', peer.private ? 'talk private' : 'talk').attr('cx', x(d.day)).attr('cy', y).attr('r', radius(talk.bytes))
        .append('title').text(peer.peer + ', ' + d.day + ': ' + number(talk.bytes) + ' bytes');
    }
  });
  return node;
}

/** A list of keys with bars of their counts. `to(key)` gives a link or text. */
export function tally(list, to, most = 12) {
  if (!list.length) return h('p', { class: 'empty' }, 'Nothing.');
  const top = Math.max(...list.map(g => g.count));
  const shown = list.slice(0, most);
  const node = h('ul', { class: 'tally' }, shown.map(g => {
    const bar = h('span', { class: 'fill' + (g.severity ? ' c-' + g.severity : '') });
    bar.style.width = Math.max(1, 100 * g.count / top) + '%';
    return h('li', {}, h('span', { class: 'key' }, to(g.key, g)), h('span', { class: 'track', 'aria-hidden': 'true' }, bar),
      h('span', { class: 'num' }, number(g.count)));
  }));
  if (list.length > most) node.append(h('li', { class: 'muted' }, 'and ' + (list.length - most) + ' more'));
  return node;
}
