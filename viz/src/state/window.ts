// SPDX-License-Identifier: MIT
// The part of the trace that views over time show.
import { clamp } from '../lib/scale';
import type { Overview } from '../engine/overview';
import type { App } from './app';
import type { Range } from './store';

const NARROWEST = 10; // nanoseconds

export function windowOf({ store, overview }: App): Range {
  return store.get().window ?? { from: 0, to: overview.duration };
}

const EMPTY_SHARE = 0.3; // of the trace: a longer time at its begin, in which nothing was alive, is not shown at first
const MARGIN = 0.03; // of what is shown

// What views over time show of a trace that was just opened: programs may take long before they make their first object.
export function firstWindow({ series, duration }: Overview): Range | null {
  const counted = series.names.filter((name) => /^(bytes|objects|pooled)\b/.test(name)).map((name) => series.values[name]);
  const first = series.time[series.time.findIndex((_, i) => counted.some((values) => values[i] > 0))] ?? 0;
  return first > duration * EMPTY_SHARE ? { from: first - (duration - first) * MARGIN, to: duration } : null;
}

function show(app: App, from: number, span: number): void {
  const { duration } = app.overview;
  const width = clamp(span, Math.min(NARROWEST, duration), duration);
  const begin = clamp(from, 0, duration - width);
  app.store.set({ window: width >= duration ? null : { from: begin, to: begin + width } });
}

// The moment `at` stays where it is on the screen.
export function zoom(app: App, factor: number, at: number): void {
  const { from, to } = windowOf(app);
  const span = (to - from) * factor;
  const share = (clamp(at, from, to) - from) / (to - from);
  const width = clamp(span, Math.min(NARROWEST, app.overview.duration), app.overview.duration);
  show(app, at - share * width, width);
}

export function pan(app: App, by: number): void {
  const { from, to } = windowOf(app);
  show(app, from + by, to - from);
}
