// SPDX-License-Identifier: MIT
// Whose course the timeline shows: that of one process, or of all together, which a report alone does not tell.
import { courseOf, hasTotalsOnly, type Course } from '../engine/overview';
import { isMerged } from '../format/report';
import { partsOf, type Part } from './parts';
import type { App } from './app';
import { baseName } from './names';

const OPTION = 'timeline.process';

// The processes to choose from; none where there is no choice.
function chosenFrom({ overview }: App): Part[] {
  const parts = isMerged(overview.report) || hasTotalsOnly(overview) ? [] : partsOf(overview);
  return parts.length > 1 ? parts : [];
}

function partOf(app: App, value: string): Part | null {
  return value === '' ? null : (chosenFrom(app)[Number(value)] ?? null);
}

function beginOf({ overview }: App, { row }: Part): number {
  return overview.processes[row]?.begin ?? 0;
}

// [value, words] of what there is to choose.
export function courses(app: App): (readonly [string, string])[] {
  const single = chosenFrom(app).map(({ process: { summary } }, i) => [String(i), `${baseName(summary.program)}, process ${summary.pid}`] as const);
  return single.length === 0 || app.overview.reportAlone ? single : [['', 'all together'], ...single];
}

export function chosenCourse(app: App): string {
  const value = app.store.option(OPTION, '');
  return courses(app).some(([known]) => known === value) ? value : (courses(app)[0]?.[0] ?? '');
}

// Shows the time in which the process ran: it may be a small part of the whole.
export function chooseCourse(app: App, value: string): void {
  const { store, overview } = app;
  const part = partOf(app, value);
  const from = part === null ? 0 : beginOf(app, part);
  const to = Math.min(overview.duration, from + (part?.process.summary.duration_ns ?? overview.duration));
  const window = (from === 0 && to === overview.duration) || from >= to ? null : { from, to };
  store.set({ window, options: { ...store.get().options, [OPTION]: value } });
}

export function courseShown(app: App): Course {
  const part = partOf(app, chosenCourse(app));
  return part === null ? app.overview : courseOf(app.overview, part.process, beginOf(app, part));
}
