// SPDX-License-Identifier: MIT
// Steps over time, stacked and reduced to one value a pixel: the maximum within it, so that no peak is lost.
import type { Numbers } from '../format/encodings';
import type { Scale } from './scale';

// The first index whose time is above `time`.
export function after(times: Numbers, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

export function valueAt(times: Numbers, values: Numbers, time: number): number {
  const index = after(times, time) - 1;
  return index < 0 ? 0 : values[index];
}

// For each pixel column of the scale the row of the largest total within it; -1 before the first point.
export function rowsByPixel(times: Numbers, total: Float64Array, scale: Scale): Int32Array {
  const columns = Math.max(1, Math.ceil(scale.width));
  const rows = new Int32Array(columns);
  const perPixel = (scale.to - scale.from) / scale.width;
  let at = after(times, scale.from) - 1;
  for (let x = 0; x < columns; x++) {
    const end = scale.from + (x + 1) * perPixel;
    let best = at;
    while (at + 1 < times.length && times[at + 1] < end) {
      at++;
      if (best < 0 || total[at] > total[best]) {
        best = at;
      }
    }
    rows[x] = best;
  }
  return rows;
}

export function sumOf(lists: Numbers[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const list of lists) {
    for (let i = 0; i < length; i++) {
      total[i] += list[i];
    }
  }
  return total;
}

export function largest(values: Numbers): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    most = Math.max(most, values[i]);
  }
  return most;
}

// The largest value that holds at any time within a range.
export function mostWithin(times: Numbers, values: Numbers, from: number, to: number): number {
  let most = valueAt(times, values, from);
  for (let i = after(times, from); i < times.length && times[i] <= to; i++) {
    most = Math.max(most, values[i]);
  }
  return most;
}
