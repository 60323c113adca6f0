// SPDX-License-Identifier: MIT
// Which lifetimes the page shows now: one byte an object, made anew only when the filter changes.
import type { Lifetimes } from './objects';
import { placeOf } from './places';

export type RangeMode = 'alive' | 'born' | 'died';

export interface Filter {
  range: { from: number; to: number } | null;
  mode: RangeMode;
  kinds: number; // bit mask of the kinds shown
  devices: number; // likewise of devices
  site: number | null; // row of the site table: all objects of its place
}

export const ALL_KINDS = 0b1111;
export const ALL_DEVICES = 0xffff;
export const NO_FILTER: Filter = { range: null, mode: 'alive', kinds: ALL_KINDS, devices: ALL_DEVICES, site: null };

export function isNoFilter(filter: Filter): boolean {
  return filter.range === null && filter.site === null && (filter.kinds & ALL_KINDS) === ALL_KINDS && filter.devices === ALL_DEVICES;
}

function inRange(objects: Lifetimes, range: NonNullable<Filter['range']>, mode: RangeMode, mask: Uint8Array): void {
  const { birth, death, end } = objects;
  const { from, to } = range;
  for (let i = 0; i < mask.length; i++) {
    let shown = false;
    if (mode === 'alive') {
      shown = birth[i] <= to && death[i] >= from;
    } else if (mode === 'born') {
      shown = birth[i] >= from && birth[i] <= to;
    } else {
      shown = end[i] !== 0 && death[i] >= from && death[i] <= to;
    }
    if (!shown) {
      mask[i] = 0;
    }
  }
}

function maskOf(objects: Lifetimes, places: Uint32Array, filter: Filter): Uint8Array {
  const mask = new Uint8Array(objects.count).fill(1);
  const { kind, site, device } = objects;
  if ((filter.kinds & ALL_KINDS) !== ALL_KINDS) {
    for (let i = 0; i < mask.length; i++) {
      mask[i] &= (filter.kinds >> kind[i]) & 1;
    }
  }
  if (filter.devices !== ALL_DEVICES) {
    for (let i = 0; i < mask.length; i++) {
      mask[i] &= (filter.devices >> (device === null ? 0 : device[i])) & 1;
    }
  }
  if (filter.site !== null) {
    const wanted = placeOf(places, filter.site);
    for (let i = 0; i < mask.length; i++) {
      mask[i] &= placeOf(places, site[i]) === wanted ? 1 : 0;
    }
  }
  if (filter.range !== null) {
    inRange(objects, filter.range, filter.mode, mask);
  }
  return mask;
}

export class FilterMask {
  private key = '';
  private mask = new Uint8Array(0);

  constructor(
    private readonly objects: Lifetimes,
    private readonly places: Uint32Array,
  ) {}

  of(filter: Filter): Uint8Array {
    const key = JSON.stringify(filter);
    if (key !== this.key) {
      this.mask = maskOf(this.objects, this.places, filter);
      this.key = key;
    }
    return this.mask;
  }
}
