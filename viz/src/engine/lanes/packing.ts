// SPDX-License-Identifier: MIT
// Puts spans into lanes so that no two of a lane overlap: each into the topmost lane that is free, group below group.
import { MinHeap } from './heap';

export interface Spans {
  count: number;
  begin: ArrayLike<number>; // ascending
  end: ArrayLike<number>;
}

export interface Packed {
  lane: Uint32Array; // of each span
  first: Uint32Array; // of each group its first lane; the last element is the number of lanes
}

// Spans by group, the order within a group kept: the spans' numbers, and where each group begins.
export function byGroup(group: ArrayLike<number>, groups: number): { order: Uint32Array; start: Uint32Array } {
  const start = new Uint32Array(groups + 1);
  for (let i = 0; i < group.length; i++) {
    start[group[i] + 1]++;
  }
  for (let g = 0; g < groups; g++) {
    start[g + 1] += start[g];
  }
  const next = start.slice();
  const order = new Uint32Array(group.length);
  for (let i = 0; i < group.length; i++) {
    order[next[group[i]]++] = i;
  }
  return { order, start };
}

// Packs the spans order[from..to) into lanes from `first` on; returns the lane after the last.
function packGroup(spans: Spans, order: Uint32Array, from: number, to: number, first: number, lane: Uint32Array): number {
  const { begin, end } = spans;
  const busy = new MinHeap();
  const free = new MinHeap();
  let lanes = first;
  for (let i = from; i < to; i++) {
    const span = order[i];
    while (busy.size > 0 && busy.leastKey <= begin[span]) {
      const left = busy.pop();
      free.push(left, left);
    }
    const taken = free.size > 0 ? free.pop() : lanes++;
    lane[span] = taken;
    busy.push(Math.max(end[span], begin[span] + 1), taken);
  }
  return lanes;
}

export function pack(spans: Spans, group: ArrayLike<number>, groups: number): Packed {
  const { order, start } = byGroup(group, groups);
  const lane = new Uint32Array(spans.count);
  const first = new Uint32Array(groups + 1);
  for (let g = 0; g < groups; g++) {
    first[g + 1] = packGroup(spans, order, start[g], start[g + 1], first[g], lane);
  }
  return { lane, first };
}
