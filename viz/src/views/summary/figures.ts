// SPDX-License-Identifier: MIT
// The run in figures, beside those of a second trace when there is one.
import { hasTime, hasTotalsOnly, type Overview } from '../../engine/overview';
import type { Process } from '../../format/report';
import { h } from '../../lib/dom';
import { bytes, count, time } from '../../lib/format';
import type { App } from '../../state/app';
import { list, partsOf } from '../../state/parts';
import { hasSelection, selectionOf } from './recording';

type Words = (value: number) => string;

interface Figure {
  title: string;
  words: Words;
  value: (overview: Overview) => number | null; // null: not known
  press?: (app: App) => void;
}

// Over all processes; null where none of them tells.
function added(overview: Overview, value: (process: Process) => unknown): number | null {
  const known = partsOf(overview).map(({ process }) => value(process)).filter((one): one is number => typeof one === 'number');
  return known.length === 0 ? null : known.reduce((total, one) => total + one, 0);
}

function sum(overview: Overview, name: string): number | null {
  return added(overview, ({ summary }) => summary[name]);
}

// Nothing is known of parts where there are totals by place alone.
function member(overview: Overview, part: string, name: string): number | null {
  return hasTotalsOnly(overview) ? null : added(overview, (process) => (process[part] as Record<string, unknown> | undefined | null)?.[name]);
}

// Of memory that was never registered, which --heap records.
function lostBlocks(overview: Overview, what: 'blocks' | 'bytes'): number | null {
  return added(overview, ({ heap }) => {
    const { lost } = (heap ?? {}) as { lost?: Record<string, number>[] };
    return Array.isArray(lost) ? lost.reduce((total, one) => total + (one[what] || 0), 0) : null;
  });
}

type Made = 'made_objects' | 'made_bytes';

// Of samples, too, the report knows what was made in all.
function madeBy(process: Process, what: Made): number {
  const inAll = selectionOf(process)?.[what === 'made_objects' ? 'objects' : 'bytes'] ?? 0;
  const counted = Array.isArray(process.totals) ? list(process.totals) : Object.values(process.summary.by_kind ?? {});
  return inAll > 0 ? inAll : counted.reduce((total, one) => total + (one[what] || 0), 0);
}

function made(overview: Overview, what: Made): number {
  return partsOf(overview).reduce((total, { process }) => total + madeBy(process, what), 0);
}

function goToPeak(app: App): void {
  if (app.overview.peak !== null) {
    app.store.set({ cursor: app.overview.peak.time });
  }
}

const FIGURES: readonly Figure[] = [
  { title: 'Leaked', words: bytes, value: (overview) => sum(overview, 'leaked_bytes') },
  { title: 'Leaked objects', words: count, value: (overview) => sum(overview, 'leaked_objects') },
  { title: 'Never registered, lost', words: bytes, value: (overview) => lostBlocks(overview, 'bytes') },
  { title: 'Blocks of it', words: count, value: (overview) => lostBlocks(overview, 'blocks') },
  { title: 'Peak', words: bytes, value: ({ peak }) => peak?.value ?? null, press: goToPeak },
  { title: 'Peak at', words: time, value: ({ peak }) => peak?.time ?? null, press: goToPeak },
  { title: 'Alive at the end', words: bytes, value: (overview) => sum(overview, 'end_bytes') },
  { title: 'Objects at the end', words: count, value: (overview) => sum(overview, 'end_objects') },
  { title: 'Objects made', words: count, value: (overview) => made(overview, 'made_objects') },
  { title: 'Bytes made', words: bytes, value: (overview) => made(overview, 'made_bytes') },
  { title: 'Misuse', words: count, value: (overview) => sum(overview, 'diagnostics') },
  { title: 'Scopes never left', words: count, value: (overview) => member(overview, 'scopes', 'never_left') },
  { title: 'Taken from the pool', words: count, value: (overview) => member(overview, 'pool', 'hits') },
  { title: 'Kept in the pool', words: bytes, value: (overview) => member(overview, 'pool', 'kept_bytes') },
  { title: 'Slot buffers, peak', words: bytes, value: (overview) => member(overview, 'buffers', 'peak_bytes') },
  { title: 'Duration', words: time, value: (overview) => (hasTime(overview) ? overview.duration : null) },
  { title: 'Events', words: count, value: (overview) => sum(overview, 'events') },
  { title: 'Events lost', words: count, value: (overview) => sum(overview, 'events_lost') },
];

function valueWords(app: App, { words, value, press }: Figure, known: number): Node | string {
  if (press === undefined) {
    return words(known);
  }
  return h('button', { type: 'button', class: 'place', title: 'Put the cursor there', on: { click: () => press(app) } }, words(value(app.overview) ?? 0));
}

function changeOf({ words }: Figure, before: number, after: number | null): HTMLElement {
  const change = (after ?? 0) - before;
  const name = change > 0 ? 'more' : change < 0 ? 'less' : '';
  const text = change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${words(Math.abs(change))}`;
  return h('span', { class: `change-figure ${name}`, title: after === null ? '' : words(after) }, after === null ? '' : text);
}

export function figures(app: App): HTMLElement {
  const rows = FIGURES.flatMap((figure) => {
    const known = figure.value(app.overview);
    if (known === null) {
      return [];
    }
    const lost = figure.title === 'Events lost' && known > 0;
    const change = app.compared === null ? null : changeOf(figure, known, figure.value(app.compared.overview));
    return [h('div', { class: lost ? 'figure lost' : 'figure' }, h('dt', {}, figure.title), h('dd', {}, valueWords(app, figure, known), change))];
  });
  const only = hasSelection(app.overview) ? h('p', { class: 'muted' }, 'Leaks, peaks, the pool and what is alive are of the objects looked at only.') : null;
  return h('section', { label: 'Figures' }, only, h('dl', { class: 'figure-grid' }, ...rows));
}
