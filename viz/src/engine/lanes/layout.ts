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
  what: 'object' | 'residency' | 'buffer' | 'deferred'; // a buffer's time in use and its time deferred are two bars
  row: number;
}

export interface Bars {
  count: number;
  begin: Float64Array;
  end: Float64Array;
  colour: Uint8Array;
  size(bar: number): number;
  title(bar: number): string;
  stays(bar: number): boolean; // is there at the end of the trace, where its bar ends for want of a later moment
  where(bar: number): string; // its device in words; "": the CPU
  identify(bar: number): BarName;
  find(name: BarName): number; // -1: no bar
  mask(filter: Filter): Uint8Array | null; // null: all are shown
}

export interface Layout {
  bars: Bars;
  lane: Uint32Array; // of each bar
  lanes: number;
  start: Uint32Array; // of each lane its first place, one more at the end
  order: Uint32Array; // places: bars by lane, then begin
  // The bars by place: read in order, memory is many times as fast.
  begin: Float64Array;
  end: Float64Array;
  colour: Uint8Array;
  bands: Band[];
}

export function makeLayout(bars: Bars, lane: Uint32Array, lanes: number, bands: Band[]): Layout {
  const { order, start } = byGroup(lane, lanes);
  const begin = new Float64Array(bars.count);
  const end = new Float64Array(bars.count);
  const colour = new Uint8Array(bars.count);
  for (let place = 0; place < bars.count; place++) {
    const bar = order[place];
    begin[place] = bars.begin[bar];
    end[place] = bars.end[bar];
    colour[place] = bars.colour[bar];
  }
  return { bars, lane, lanes, start, order, begin, end, colour, bands };
}

// The first place of a lane's bars that end after `time`.
export function firstAfter({ start, end }: Layout, lane: number, time: number): number {
  let low = start[lane];
  let high = start[lane + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (end[middle] < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
