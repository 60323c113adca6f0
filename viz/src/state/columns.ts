// SPDX-License-Identifier: MIT
// Titles and words of what objects are grouped by, and of what is counted of them.
import type { GroupColumn } from '../engine/columns';
import type { Measure } from '../engine/measures';
import type { Overview } from '../engine/overview';
import { FATES, KINDS } from '../format/values';
import { bytes, count, time } from '../lib/format';
import { deviceName, streamName } from './devices';
import { siteLabel, stackOf } from './names';

export const COLUMN_TITLES: Record<GroupColumn, string> = {
  place: 'Place',
  site: 'Call site',
  stack: 'Stack',
  function: 'Function',
  file: 'File',
  scope: 'Scope path',
  kind: 'Kind',
  name: 'Name',
  size: 'Size',
  lifetime: 'Lifetime',
  verdict: 'Verdict',
  end: 'Ended',
  freed: 'Freed at',
  thread: 'Thread',
  device: 'Device',
  stream: 'Stream',
  process: 'Process',
};

const MOST_CALLERS = 4;
const DEEPEST = 4096; // parents that form a circle end here

function frameName(overview: Overview, row: number): string {
  const { frames, strings } = overview;
  return strings[frames.label[row]] || strings[frames.function[row]] || '(unknown function)';
}

function stackWords(overview: Overview, node: number): string {
  const { stacks } = overview;
  const list: string[] = [];
  let row = node;
  while (row > 0 && row < stacks.rows && list.length < MOST_CALLERS) {
    list.push(frameName(overview, stacks.frame[row]));
    row = stacks.parent[row];
  }
  return list.length === 0 ? '(no stack)' : `${list.join(' ← ')}${row > 0 ? ' ← …' : ''}`;
}

// Outermost first; the global scope alone is its own path.
export function scopeChain(overview: Overview, path: number): number[] {
  const { scopePaths } = overview;
  const list: number[] = [];
  let row = path;
  while (row > 0 && row < scopePaths.rows && list.length < DEEPEST) {
    list.push(row);
    row = scopePaths.parent[row];
  }
  return list.reverse();
}

export function scopeName(overview: Overview, row: number): string {
  return row === 0 ? 'global scope' : siteLabel(overview, overview.scopePaths.site[row] ?? 0);
}

function scopeWords(overview: Overview, path: number): string {
  const chain = scopeChain(overview, path);
  const shown = chain.slice(-MOST_CALLERS).map((row) => scopeName(overview, row));
  return chain.length === 0 ? 'global scope' : `${chain.length > shown.length ? '… › ' : ''}${shown.join(' › ')}`;
}

// "512 B – 1 KiB" of a class of engine/columns.ts.
function classWords(value: number, words: (edge: number) => string): string {
  return value === 0 ? words(0) : `${words(2 ** (value - 1))} – ${words(2 ** value)}`;
}

function siteWords(overview: Overview, row: number): string {
  const callers = stackOf(overview, row).slice(1, 2);
  const label = siteLabel(overview, row);
  return callers.length === 0 ? label : `${label} ← ${callers[0].function || '(unknown function)'}`;
}

export function columnWords(overview: Overview, column: GroupColumn, value: number): string {
  const { strings, names, processes } = overview;
  if (Number.isNaN(value)) {
    return '(all others)';
  }
  switch (column) {
    case 'place':
      return siteLabel(overview, value);
    case 'freed':
      return value === 0 ? '–' : siteLabel(overview, value);
    case 'site':
      return siteWords(overview, value);
    case 'stack':
      return stackWords(overview, value);
    case 'function':
      return strings[value] || '(unknown function)';
    case 'file':
      return strings[value] || '(unknown file)';
    case 'scope':
      return scopeWords(overview, value);
    case 'kind':
      return KINDS[value] ?? `kind ${value}`;
    case 'name':
      return strings[value] || '(no name)';
    case 'size':
      return classWords(value, bytes);
    case 'lifetime':
      return classWords(value, time);
    case 'verdict':
      return names.verdict?.[value] || (value === 0 ? '–' : `verdict ${value}`);
    case 'end':
      return value === 0 ? 'alive at the end' : (names.end?.[value] ?? FATES[value] ?? `end ${value}`);
    case 'thread':
      return value === 0 ? '–' : String(value);
    case 'device':
      return deviceName(overview, value);
    case 'stream':
      return streamName(value);
    case 'process':
      return `${processes[value]?.pid ?? value}`;
  }
}

export interface MeasureWords {
  title: string;
  short: string; // above a column
  about: string;
  unit: 'bytes' | 'count' | 'time';
}

export const MEASURE_WORDS: Record<Measure, MeasureWords> = {
  leaked: { title: 'Leaked objects', short: 'leaks', about: 'objects that nothing will free any more', unit: 'count' },
  leakedBytes: { title: 'Leaked bytes', short: 'leaked', about: 'bytes of objects that nothing will free any more', unit: 'bytes' },
  kept: { title: 'Objects alive at the end', short: 'at end', about: 'objects alive at the end, leaked or not', unit: 'count' },
  keptBytes: { title: 'Bytes alive at the end', short: 'at end', about: 'bytes alive at the end, leaked or not', unit: 'bytes' },
  peak: { title: 'Objects live at the peak', short: 'at peak', about: 'objects alive at the moment of most live bytes', unit: 'count' },
  peakBytes: { title: 'Bytes live at the peak', short: 'at peak', about: 'bytes alive at the moment of most live bytes', unit: 'bytes' },
  cursor: { title: 'Objects live at the cursor', short: 'at cursor', about: 'objects alive at the cursor: click the timeline to set it', unit: 'count' },
  cursorBytes: { title: 'Bytes live at the cursor', short: 'at cursor', about: 'bytes alive at the cursor: click the timeline to set it', unit: 'bytes' },
  made: { title: 'Count', short: 'objects', about: 'objects made', unit: 'count' },
  madeBytes: { title: 'Churn', short: 'churn', about: 'bytes made in all, freed or not', unit: 'bytes' },
  lived: { title: 'Lifetime', short: 'lifetime', about: 'lifetimes of the objects, summed', unit: 'time' },
};

export function measureText(measure: Measure, value: number): string {
  return { bytes, count, time }[MEASURE_WORDS[measure].unit](value);
}

export function signedText(measure: Measure, value: number): string {
  return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${measureText(measure, Math.abs(value))}`;
}
