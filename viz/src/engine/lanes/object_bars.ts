// SPDX-License-Identifier: MIT
// Lifetimes as bars, in lanes by what they are grouped by.
import { FormatError } from '../../format/encodings';
import { ALIVE, KINDS } from '../../format/values';
import { bytes } from '../../lib/format';
import { deviceName, deviceWords } from '../../state/devices';
import { siteLabel } from '../../state/names';
import type { Grouping } from '../../state/store';
import type { Engine } from '../engine';
import { placeOf } from '../places';
import { LEAKED, makeLayout, type Band, type Bars, type Layout } from './layout';
import { pack } from './packing';

async function objectBars(engine: Engine): Promise<Bars> {
  const { lifetimes } = engine.objects;
  const leaked = await engine.objects.detail('leaked');
  const names = await engine.objects.detail('name');
  const { strings } = engine.overview;
  const { device } = lifetimes;
  const stream = device === null ? null : await engine.objects.detail('stream');
  const colour = new Uint8Array(lifetimes.count);
  for (let i = 0; i < colour.length; i++) {
    colour[i] = leaked[i] === 1 ? LEAKED : Math.min(lifetimes.kind[i], LEAKED - 1);
  }
  return {
    count: lifetimes.count,
    begin: lifetimes.birth,
    end: lifetimes.death,
    colour,
    size: (bar) => lifetimes.size[bar],
    title: (bar) => strings[names[bar]] || KINDS[lifetimes.kind[bar]] || 'object',
    stays: (bar) => lifetimes.end[bar] === ALIVE,
    where: (bar) => (device === null ? '' : deviceWords(engine.overview, device[bar], stream?.[bar] ?? 0)),
    identify: (row) => ({ what: 'object', row }),
    find: (name) => (name.what === 'object' && name.row < lifetimes.count ? name.row : -1),
    mask: (filter) => engine.mask.of(filter),
  };
}

interface Groups {
  of: ArrayLike<number>;
  count: number;
  title: (key: number) => string;
}

// 0: nothing; else one more than the power of two.
function powersOf(sizes: ArrayLike<number>): Uint8Array {
  const powers = new Uint8Array(sizes.length);
  for (let i = 0; i < powers.length; i++) {
    powers[i] = sizes[i] === 0 ? 0 : 1 + Math.floor(Math.log2(sizes[i]));
  }
  return powers;
}

const DEEPEST = 1000; // parents that form a circle end here

function depthOf({ overview }: Engine, row: number): number {
  const { parent, rows } = overview.scopePaths;
  let depth = 0;
  for (let at = row; at > 0 && at < rows && depth < DEEPEST; at = parent[at]) {
    depth++;
  }
  return depth;
}

// With its depth: scopes of one place, one within the other, are different rows.
function scopeTitle(engine: Engine, row: number): string {
  const { scopePaths } = engine.overview;
  const known = row > 0 && row < scopePaths.rows;
  return known ? `${depthOf(engine, row)} › ${siteLabel(engine.overview, scopePaths.site[row])}` : 'global scope';
}

async function groupsOf(engine: Engine, grouping: Grouping): Promise<Groups> {
  const { lifetimes } = engine.objects;
  const { overview } = engine;
  switch (grouping) {
    case 'packed':
      return { of: new Uint8Array(lifetimes.count), count: 1, title: () => '' };
    case 'kind':
      return { of: lifetimes.kind, count: most(lifetimes.kind) + 1, title: (kind) => KINDS[kind] ?? `kind ${kind}` };
    case 'device': {
      const { device } = lifetimes;
      return { of: device ?? new Uint8Array(lifetimes.count), count: device === null ? 1 : most(device) + 1, title: (number) => deviceName(overview, number) };
    }
    case 'size':
      return {
        of: powersOf(lifetimes.size),
        count: 65,
        title: (power) => (power === 0 ? 'no size' : `${bytes(2 ** (power - 1))} …`),
      };
    case 'site': {
      const places = lifetimes.site.map((site) => placeOf(engine.places, site));
      return { of: places, count: most(places) + 1, title: (row) => siteLabel(overview, row) };
    }
    case 'scope': {
      const scopes = await engine.objects.detail('scope');
      return { of: scopes, count: most(scopes) + 1, title: (row) => scopeTitle(engine, row) };
    }
  }
}

const MOST_GROUPS = 2 ** 24;

function most(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, values[i]);
  }
  if (largest >= MOST_GROUPS) {
    throw new FormatError('a row number is out of range');
  }
  return largest;
}

interface Ranked {
  rank: Uint32Array; // of each key its place
  keys: number[]; // in their order
  bars: Float64Array;
  bytes: Float64Array;
}

// Groups in use, the most bytes first; those that are in an order of their own keep it.
function rank(groups: Groups, size: ArrayLike<number>, sorted: boolean): Ranked {
  const bars = new Float64Array(groups.count);
  const sums = new Float64Array(groups.count);
  for (let i = 0; i < groups.of.length; i++) {
    bars[groups.of[i]]++;
    sums[groups.of[i]] += size[i];
  }
  const keys = [...bars.keys()].filter((key) => bars[key] > 0);
  if (!sorted) {
    keys.sort((a, b) => sums[b] - sums[a] || bars[b] - bars[a] || a - b);
  }
  const places = new Uint32Array(groups.count);
  keys.forEach((key, place) => {
    places[key] = place;
  });
  return { rank: places, keys, bars, bytes: sums };
}

export async function objectLayout(engine: Engine, grouping: Grouping): Promise<Layout> {
  const { lifetimes } = engine.objects;
  const groups = await groupsOf(engine, grouping);
  const ranked = rank(groups, lifetimes.size, grouping === 'size' || grouping === 'kind' || grouping === 'device');
  const group = new Uint32Array(lifetimes.count);
  for (let i = 0; i < group.length; i++) {
    group[i] = ranked.rank[groups.of[i]];
  }
  const spans = { count: lifetimes.count, begin: lifetimes.birth, end: lifetimes.death };
  const { lane, first } = pack(spans, group, ranked.keys.length);
  const bands = ranked.keys.map(
    (key, i): Band => ({
      title: groups.title(key),
      key,
      first: first[i],
      lanes: first[i + 1] - first[i],
      bars: ranked.bars[key],
      bytes: ranked.bytes[key],
    }),
  );
  return makeLayout(await objectBars(engine), lane, first[ranked.keys.length], bands);
}
