// format: numbers, times and words for people.

import { h } from './dom.js';

export const SEVERITIES = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' };

const pad = n => String(n).padStart(2, '0');

/** A time in UTC to the second. */
export function time(value) {
  const date = new Date(typeof value === 'string' ? value.replace(/\.(\d{3})\d*\+0000$/, '.$1Z') : Number(value));
  if (Number.isNaN(date.getTime())) return '';
  return date.getUTCFullYear() + '-' + pad(date.getUTCMonth() + 1) + '-' + pad(date.getUTCDate()) + ' ' +
    pad(date.getUTCHours()) + ':' + pad(date.getUTCMinutes()) + ':' + pad(date.getUTCSeconds());
}

export function stamp(value) {
  return h('time', { class: 'time', title: String(value) + ' (UTC)' }, time(value));
}

export function number(n) {
  return Number(n || 0).toLocaleString('en-GB');
}

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Number(n || 0), unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit ? value.toFixed(1) : String(value)) + ' ' + units[unit];
}

export function ago(seconds) {
  const n = Math.max(0, Math.round(seconds));
  if (n < 120) return n + ' s ago';
  if (n < 7200) return Math.round(n / 60) + ' min ago';
  if (n < 172800) return Math.round(n / 3600) + ' h ago';
  return Math.round(n / 86400) + ' days ago';
}

/** Severity as a shape, a number and a word: colour is never alone. */
export function severity(n) {
  return h('span', { class: 'severity s' + (SEVERITIES[n] ? n : 4) }, h('span', { class: 'mark', 'aria-hidden': 'true' }),
    (SEVERITIES[n] ? n + ' ' + SEVERITIES[n] : '-'));
}

export function badge(text, kind) {
  return text ? h('span', { class: 'badge ' + (kind || '') }, text) : '';
}

const GOOD = ['permitted', 'in-window'];
const BAD = ['unpermitted', 'out-of-window', 'exceeds'];

export function sanction(word) {
  return badge(word, GOOD.includes(word) ? 'good' : BAD.includes(word) ? 'bad' : 'plain');
}

export function outcome(word) {
  return badge(word, word === 'ok' ? 'plain' : word === 'refused' || word === 'failed' ? 'warn' : 'plain');
}

/** An address of nobody in particular is said in words. */
export function address(text) {
  return text === '::' || text === '0.0.0.0' ? 'unknown' : text || '';
}
