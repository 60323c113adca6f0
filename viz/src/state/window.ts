// SPDX-License-Identifier: MIT
// The part of the trace that views over time show.
import { clamp } from '../lib/scale';
import type { App } from './app';
import type { Range } from './store';

const NARROWEST = 10; // nanoseconds

export function windowOf({ store, overview }: App): Range {
  return store.get().window ?? { from: 0, to: overview.duration };
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
