// SPDX-License-Identifier: MIT
// Figures as people read them. The same rules as the text report's.

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const COUNT = new Intl.NumberFormat('en-US');

function digits(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function count(value: number): string {
  return COUNT.format(value);
}

export function bytes(value: number): string {
  let unit = 0;
  let scaled = Math.abs(value);
  while (scaled >= 1024 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${value < 0 ? '−' : ''}${unit === 0 ? count(Math.round(scaled)) : digits(scaled)} ${BYTE_UNITS[unit]}`;
}

export function exactBytes(value: number): string {
  return value < 1024 ? bytes(value) : `${bytes(value)} (${count(value)} B)`;
}

const TIME_UNITS: [string, number][] = [
  ['h', 3600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
];

export function time(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  const sign = nanoseconds < 0 ? '−' : '';
  for (const [unit, length] of TIME_UNITS) {
    if (size >= length && !(unit === 'min' && size < 2 * length) && !(unit === 'h' && size < 2 * length)) {
      return `${sign}${digits(size / length)} ${unit}`;
    }
  }
  return `${sign}${Math.round(size)} ns`;
}

// A moment in the trace, with as many digits as tell it from one `step` away. Those `within` one time are in one unit.
export function moment(nanoseconds: number, step: number, within = nanoseconds): string {
  const [unit, length] = TIME_UNITS.find(([, size]) => within >= size && size <= 1e9) ?? ['ns', 1];
  const places = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / length))));
  return `${(nanoseconds / length).toFixed(places)} ${unit}`;
}

// The begin or end of something that lasts `length`, with as many digits as tell one from the other.
export function momentOf(nanoseconds: number, length: number): string {
  return length >= nanoseconds / 20 ? time(nanoseconds) : moment(nanoseconds, Math.max(1, length / 20));
}

export function address(value: number): string {
  return `0x${value.toString(16)}`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(part === whole ? 0 : 1)} %`;
}

export function plural(number: number, one: string, more = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : more}`;
}
