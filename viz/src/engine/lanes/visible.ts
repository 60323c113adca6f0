// SPDX-License-Identifier: MIT
// The bars within a part of a layout, one by one: where there are few enough to draw each.
import { firstAfter, type Layout } from './layout';
import type { Area } from './raster';

// Null when there are more than `most`.
export function visibleBars(layout: Layout, area: Area, mask: Uint8Array | null, most: number): number[] | null {
  const { order, start, begin } = layout;
  const list: number[] = [];
  const last = Math.min(layout.lanes, Math.ceil(area.lastLane));
  const first = Math.max(0, Math.floor(area.firstLane));
  if (last - first > most) {
    return null;
  }
  for (let lane = first; lane < last; lane++) {
    for (let i = firstAfter(layout, lane, area.from); i < start[lane + 1] && begin[i] <= area.to; i++) {
      const bar = order[i];
      if (mask === null || mask[bar] === 1) {
        if (list.length === most) {
          return null;
        }
        list.push(bar);
      }
    }
  }
  return list;
}

// The bar nearest to a moment, of the shown ones in lanes around one; -1 when none is within reach.
export function nearestBar(
  layout: Layout,
  time: number,
  lane: number,
  reach: { time: number; lanes: number },
  mask: Uint8Array | null,
): number {
  const { order, start, begin, end } = layout;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  const last = Math.min(layout.lanes - 1, lane + reach.lanes);
  for (let one = Math.max(0, lane - reach.lanes); one <= last; one++) {
    for (let i = firstAfter(layout, one, time - reach.time); i < start[one + 1] && begin[i] <= time + reach.time; i++) {
      const outside = Math.max(0, begin[i] - time, time - end[i]);
      const distance = Math.abs(one - lane) * (reach.time + 1) + outside;
      if (distance < least && (mask === null || mask[order[i]] === 1)) {
        least = distance;
        best = order[i];
      }
    }
  }
  return best;
}
