// SPDX-License-Identifier: MIT
// What is counted of a group of objects.
import type { Engine } from './engine';
import type { Filter } from './filter';
import { ALIVE } from '../format/values';

export const MEASURES = [
  'leaked',
  'leakedBytes',
  'kept', // alive at the end, leaked or not
  'keptBytes',
  'peak', // alive at the moment of most live bytes
  'peakBytes',
  'cursor', // alive at the cursor
  'cursorBytes',
  'made',
  'madeBytes',
  'lived', // nanoseconds, summed
] as const;

export type Measure = (typeof MEASURES)[number];
export type Measures = Record<Measure, Float64Array>;

export function noMeasures(groups: number): Measures {
  return Object.fromEntries(MEASURES.map((name) => [name, new Float64Array(groups)])) as Measures;
}

// What is born at a moment is alive at it, what dies at it is not.
export async function measure(engine: Engine, filter: Filter, cursor: number | null, group: Uint32Array, groups: number): Promise<Measures> {
  const { birth, death, size, end } = engine.objects.lifetimes;
  const leaked = await engine.objects.detail('leaked');
  const mask = engine.mask.of(filter);
  const peak = engine.overview.peak?.time ?? -1;
  const moment = cursor ?? -1;
  const sums = noMeasures(groups);
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) {
      continue;
    }
    const g = group[i];
    const bytes = size[i];
    const alive = end[i] === ALIVE;
    sums.made[g]++;
    sums.madeBytes[g] += bytes;
    sums.lived[g] += death[i] - birth[i];
    if (alive) {
      sums.kept[g]++;
      sums.keptBytes[g] += bytes;
    }
    if (leaked[i] === 1) {
      sums.leaked[g]++;
      sums.leakedBytes[g] += bytes;
    }
    if (birth[i] <= peak && (alive || death[i] > peak)) {
      sums.peak[g]++;
      sums.peakBytes[g] += bytes;
    }
    if (birth[i] <= moment && (alive || death[i] > moment)) {
      sums.cursor[g]++;
      sums.cursorBytes[g] += bytes;
    }
  }
  return sums;
}
