// SPDX-License-Identifier: MIT
// The report's processes, and places in them as links. A report may be of any version: what is missing is left out.
import type { Overview } from '../../engine/overview';
import type { Finding, Place, Process } from '../../format/report';
import { h } from '../../lib/dom';
import type { App } from '../../state/app';

export interface Part {
  process: Process;
  row: number; // of overview.processes
  siteBase: number;
}

export function list<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

export function partsOf({ report, processes }: Overview): Part[] {
  const all = report === null ? [] : [report, ...list(report.children)];
  return all
    .filter((process) => typeof process?.summary === 'object')
    .map((process, i) => {
      const row = processes.findIndex(({ pid }, at) => at >= i && pid === process.summary.pid);
      return { process, row: Math.max(0, row), siteBase: processes[row]?.siteBase ?? 0 };
    });
}

const MADE_BY_ANALYSIS = 2 ** 30; // sites from here on have no row

export function siteRow(app: App, part: Part, place: Place | undefined): number {
  const number = place?.number ?? 0;
  const row = part.siteBase + number;
  return number > 0 && number < MADE_BY_ANALYSIS && row < app.overview.sites.rows ? row : 0;
}

export function placeLink(app: App, part: Part, place: Place | undefined): HTMLElement | null {
  if (place === null || place === undefined) {
    return null;
  }
  const row = siteRow(app, part, place);
  if (row === 0) {
    return h('span', {}, place.text);
  }
  return h('button', { type: 'button', class: 'place', on: { click: () => app.store.set({ selection: { what: 'site', row } }) } }, place.text);
}

export function findingsOf(overview: Overview): readonly Finding[] {
  return partsOf(overview).flatMap(({ process }) => list(process.findings));
}
