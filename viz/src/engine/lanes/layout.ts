// SPDX-License-Identifier: MIT
// Bars in lanes, ready to be drawn and hit.
import type { Filter } from '../filter';
import { byGroup } from './packing';

// What a bar is coloured as; LEAKED and those after it stand beside the four kinds of values.def.
export const LEAKED = 4;
export const POOLED = 5;
export const DEFERRED = 6;
export const BUFFER = 7;
export const CLASSES = 8;

export interface Band {
  title: string;
  key: number; // what the bars have in common: a row, a kind, a power of two
  first: number; // lane
  lanes: number;
  bars: number;
  bytes: number;
}

export interface BarName {
  what: 'object' | 'residency' | 'buffer';
  row: number;
}

export interface Bars {
  count: number;
  begin: Float64Array;
  end: Float64Array;
  colour: Uint8Array;
  size(bar: number): number;
  title(bar: number): string;
  identify(bar: number): BarName;
  find(name: BarName): number; // -1: no bar
  mask(filter: Filter): Uint8Array | null; // null: all are shown
}

export interface Layout {
  bars: Bars;
  lane: Uint32Array; // of each bar
  lanes: number;
  order: Uint32Array; // bars by lane, then begin
  start: Uint32Array; // of each lane its first place in `order`, one more at the end
  bands: Band[];
}

export function makeLayout(bars: Bars, lane: Uint32Array, lanes: number, bands: Band[]): Layout {
  const { order, start } = byGroup(lane, lanes);
  return { bars, lane, lanes, order, start, bands };
}

// The place in `order` of the first bar of a lane that ends after `time`.
export function firstAfter(layout: Layout, lane: number, time: number): number {
  const { order, start, bars } = layout;
  let low = start[lane];
  let high = start[lane + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars.end[order[middle]] < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
