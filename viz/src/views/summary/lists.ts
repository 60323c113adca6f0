// SPDX-License-Identifier: MIT
// Misuse, marks and processes of the run, as tables.
import { isMerged, type Report } from '../../format/report';
import { button, h } from '../../lib/dom';
import { bytes, count, plural, time } from '../../lib/format';
import type { App } from '../../state/app';
import { list, partsOf } from '../../state/parts';
import { placeLink } from './places';

const MOST = 200; // rows of a table

const LONG = 24; // letters: a longer cell may take several lines

type Cell = Node | string | null;
type Row = Cell[];

function cellElement(cell: Cell): HTMLElement {
  const text = typeof cell === 'string' ? cell : cell?.textContent ?? '';
  return h('td', text.length > LONG ? { class: 'long' } : {}, cell);
}

function table(title: string, head: readonly string[], rows: readonly Row[]): HTMLElement | null {
  if (rows.length === 0) {
    return null;
  }
  const left = rows.length > MOST ? h('p', { class: 'muted' }, `and ${count(rows.length - MOST)} more`) : null;
  return h(
    'section',
    { class: 'wide' },
    h(
      'table',
      {},
      h('caption', {}, title),
      h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { attributes: { scope: 'col' } }, text)))),
      h('tbody', {}, ...rows.slice(0, MOST).map((cells) => h('tr', {}, ...cells.map(cellElement)))),
    ),
    left,
  );
}

function moment(app: App, at: number): HTMLElement {
  const go = button(time(at), 'Put the cursor there', () => app.store.set({ cursor: at }));
  go.className = 'place';
  return go;
}

// Reports count from their process's begin, the page from the first one's.
function beginOf(app: App, row: number): number {
  return app.overview.processes[row]?.begin ?? 0;
}

function misuse(app: App): HTMLElement | null {
  const rows = partsOf(app.overview).flatMap((part) =>
    list(part.process.diagnostics).map((one): Row => {
      const begin = beginOf(app, part.row);
      return [count(one.count), one.severity, one.meaning, placeLink(app, part, one.site) ?? placeLink(app, part, one.other_site), moment(app, begin + one.first_ns), moment(app, begin + one.last_ns)];
    }),
  );
  return table('Misuse', ['times', 'severity', 'what', 'where', 'first', 'last'], rows);
}

function marks(app: App): HTMLElement | null {
  const rows = partsOf(app.overview).flatMap((part) =>
    list(part.process.marks).map((mark): Row => [moment(app, beginOf(app, part.row) + mark.time_ns), mark.text, placeLink(app, part, mark.site)]),
  );
  return table('Marks', ['at', 'text', 'where'], rows);
}

// All that a trace of totals knows.
function totals(app: App): HTMLElement | null {
  const rows = partsOf(app.overview).flatMap((part) =>
    list(part.process.totals).map((one): Row => [
      count(one.made_objects),
      count(one.ended_objects),
      count(one.live_objects),
      bytes(one.live_bytes),
      bytes(one.peak_bytes),
      one.name === '' ? one.kind : `${one.kind} "${one.name}"`,
      placeLink(app, part, one.place),
      one.grows ? 'grows' : null,
    ]),
  );
  return table('Totals by place', ['made', 'ended', 'alive', 'bytes', 'peak', 'what', 'made at', ''], rows);
}

function processes(app: App): HTMLElement | null {
  const parts = partsOf(app.overview);
  const rows = parts.map(({ process: { summary }, row }): Row => [
    String(summary.pid),
    summary.program,
    moment(app, beginOf(app, row)),
    String(summary.ended ?? ''),
    count(summary.leaked_objects || 0),
    count(summary.events_lost || 0),
  ]);
  return parts.length < 2 ? null : table('Processes', ['process', 'program', 'begin', 'ended', 'leaked', 'events lost'], rows);
}

// Of reports that were merged: each process has a clock of its own.
function mergedProcesses({ overview: { report } }: App): HTMLElement | null {
  const rows = list(report?.processes).map(({ summary }): Row => [
    String(summary.pid),
    summary.program,
    summary.host,
    summary.start,
    time(summary.duration_ns || 0),
    String(summary.ended ?? ''),
    count(summary.leaked_objects || 0),
    bytes(summary.leaked_bytes || 0),
    bytes(summary.peak_bytes || 0),
    count(summary.events_lost || 0),
  ]);
  return table('Processes', ['process', 'program', 'host', 'begin', 'duration', 'ended', 'leaked', 'bytes', 'peak', 'events lost'], rows);
}

// How processes ended, each way with how many did.
function endings(report: Report): string {
  const ways = list(report.processes).map(({ summary }) => String(summary.ended ?? ''));
  return [...new Set(ways)].map((way) => `${way}: ${plural(ways.filter((one) => one === way).length, 'process', 'processes')}`).join(', ');
}

function run(app: App): HTMLElement | null {
  const { report } = app.overview;
  if (report === null) {
    return null;
  }
  const { summary } = report;
  const merged = isMerged(report);
  const rows = [
    ['Program', summary.program],
    ['Process', summary.pid > 0 ? String(summary.pid) : ''],
    ['Host', summary.host],
    [merged ? 'First begin' : 'Begin', summary.start],
    ['Ended', merged ? endings(report) : summary.ended],
    ['Runtime', summary.runtime_version],
    ['Settings', summary.settings],
  ].filter(([, text]) => typeof text === 'string' && text !== '') as [string, string][];
  return h('section', { class: 'run' }, h('dl', { class: 'facts' }, ...rows.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])));
}

export function lists(app: App): HTMLElement[] {
  return [totals(app), misuse(app), marks(app), processes(app), mergedProcesses(app), run(app)].filter((one): one is HTMLElement => one !== null);
}
