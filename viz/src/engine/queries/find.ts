// SPDX-License-Identifier: MIT
// Objects by what people know of them: an address, a number, a name, a place.
import type { Engine } from '../engine';
import type { Filter } from '../filter';
import { placeOf } from '../places';

export interface FoundObject {
  row: number;
  number: number;
  address: number;
  kind: number;
  size: number;
  site: number;
  name: number; // string
}

export interface Found {
  objects: FoundObject[]; // the first in order of birth
  total: number; // of those that the filter leaves
  outside: number; // found too, but not among those
  sites: number[]; // places, as rows of sites
}

const MOST_SITES = 8;
const MOST_OBJECTS = 50;

function sitesLike(engine: Engine, text: string): Set<number> {
  const { sites, strings } = engine.overview;
  const like = new Uint8Array(strings.length);
  strings.forEach((one, i) => {
    like[i] = one.toLowerCase().includes(text) ? 1 : 0;
  });
  const rows = new Set<number>();
  for (let row = 1; row < sites.rows; row++) {
    if (like[sites.label[row]] || like[sites.function[row]] || like[sites.file[row]]) {
      rows.add(row);
    }
  }
  return rows;
}

// Of each name one: where objects were made, if they were made there.
function placesAmong(engine: Engine, sites: ReadonlySet<number>, made: ReadonlySet<number>): number[] {
  const { label } = engine.overview.sites;
  const named = new Map<number, number>();
  for (const place of [...sites].map((site) => placeOf(engine.places, site))) {
    const known = named.get(label[place]);
    if (known === undefined || (made.has(place) && !made.has(known))) {
      named.set(label[place], place);
    }
  }
  return [...named.values()].slice(0, MOST_SITES);
}

function asAddress(text: string): number | null {
  return /^0x[0-9a-f]{1,13}$/.test(text) ? Number(text) : null;
}

type Test = (row: number) => boolean;

async function testFor(engine: Engine, text: string, sites: ReadonlySet<number>): Promise<Test> {
  const { lifetimes } = engine.objects;
  const wanted = asAddress(text);
  if (wanted !== null) {
    const addresses = await engine.objects.detail('address');
    return (row) => wanted >= addresses[row] && wanted < addresses[row] + Math.max(1, lifetimes.size[row]);
  }
  if (/^#?\d[\d,]*$/.test(text)) {
    const number = Number(text.replace(/[#,]/g, '')); // the page writes 1,253,497
    const numbers = await engine.objects.detail('number');
    return (row) => numbers[row] === number;
  }
  const { strings } = engine.overview;
  const names = await engine.objects.detail('name');
  const like = Uint8Array.from(strings, (one) => (one.toLowerCase().includes(text) ? 1 : 0));
  like[0] = 0;
  return (row) => like[names[row]] === 1 || sites.has(lifetimes.site[row]);
}

async function described(engine: Engine, rows: readonly number[]): Promise<FoundObject[]> {
  const { lifetimes } = engine.objects;
  const [numbers, addresses, names] = await Promise.all([engine.objects.detail('number'), engine.objects.detail('address'), engine.objects.detail('name')]);
  return rows.map((row) => ({
    row,
    number: numbers[row],
    address: addresses[row],
    kind: lifetimes.kind[row],
    size: lifetimes.size[row],
    site: lifetimes.site[row],
    name: names[row],
  }));
}

export async function find(engine: Engine, { text, filter }: { text: string; filter: Filter }): Promise<Found> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return { objects: [], total: 0, outside: 0, sites: [] };
  }
  const sites = sitesLike(engine, wanted);
  const test = await testFor(engine, wanted, sites);
  const mask = engine.mask.of(filter);
  const { site } = engine.objects.lifetimes;
  const made = await engine.once('made at', () => Promise.resolve(new Set([...new Set(site)].map((row) => placeOf(engine.places, row)))));
  const rows: number[] = [];
  let total = 0;
  let outside = 0;
  for (let row = 0; row < mask.length; row++) {
    if (!test(row)) {
      continue;
    }
    if (mask[row] === 0) {
      outside++;
      continue;
    }
    total++;
    if (rows.length < MOST_OBJECTS) {
      rows.push(row);
    }
  }
  return { objects: await described(engine, rows), total, outside, sites: placesAmong(engine, sites, made) };
}
