// SPDX-License-Identifier: MIT
// Single objects as rows of a table: filtered, sorted, and a piece of them at a time.
import { sortedBy } from '../../lib/radix';
import { GROUP_COLUMNS, valuesOf, type GroupColumn, type Values } from '../columns';
import type { Engine } from '../engine';
import type { Filter } from '../filter';
import { object, type ObjectDetail } from './object';

export type SortColumn = GroupColumn | 'number' | 'address' | 'birth' | 'bytes' | 'lived';

export interface RowsWanted {
  filter: Filter;
  only: readonly (readonly [GroupColumn, number])[]; // objects with these values alone
  text: string; // in a name or place
  sort: SortColumn;
  descending: boolean;
  from: number;
  count: number;
}

export interface Rows {
  total: number;
  rows: ObjectDetail[];
  named: boolean; // whether any object of the trace has a name
}

type Test = (row: number) => boolean;

async function textTest(engine: Engine, text: string): Promise<Test | null> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return null;
  }
  const { strings, sites } = engine.overview;
  const like = Uint8Array.from(strings, (one) => (one.toLowerCase().includes(wanted) ? 1 : 0));
  const site = Uint8Array.from({ length: sites.rows }, (_, i) => like[sites.label[i]] || like[sites.file[i]]);
  const names = await engine.objects.detail('name');
  const { lifetimes } = engine.objects;
  return (row) => like[names[row]] === 1 || site[lifetimes.site[row]] === 1;
}

function isOne({ values, through }: Values, wanted: number): Test {
  return through === null ? (row) => values[row] === wanted : (row) => (through[values[row]] ?? 0) === wanted;
}

async function matching(engine: Engine, { filter, only, text }: RowsWanted): Promise<Uint32Array> {
  const mask = engine.mask.of(filter).slice(); // the mask of another filter may take its place while values are read
  const tests = await Promise.all(only.map(async ([column, value]) => isOne(await valuesOf(engine, column), value)));
  const likeText = await textTest(engine, text);
  if (likeText !== null) {
    tests.push(likeText);
  }
  let count = 0;
  const list = new Uint32Array(mask.length);
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 1 && tests.every((test) => test(row))) {
      list[count++] = row;
    }
  }
  return list.subarray(0, count);
}

// Places in the order of the alphabet, of texts by their rows.
function ranksOf(engine: Engine): Promise<Float64Array> {
  return engine.once('ranks', () => {
    const { strings } = engine.overview;
    const order = strings.map((_, i) => i).sort((a, b) => (strings[a] < strings[b] ? -1 : strings[a] > strings[b] ? 1 : 0));
    const ranks = new Float64Array(strings.length);
    order.forEach((row, rank) => {
      ranks[row] = rank;
    });
    return Promise.resolve(ranks);
  });
}

async function valueToSortBy(engine: Engine, sort: SortColumn): Promise<(row: number) => number> {
  const { lifetimes } = engine.objects;
  const { sites } = engine.overview;
  switch (sort) {
    case 'birth':
      return (row) => lifetimes.birth[row];
    case 'bytes':
      return (row) => lifetimes.size[row];
    case 'lived':
      return (row) => lifetimes.death[row] - lifetimes.birth[row];
    case 'number':
    case 'address': {
      const values = await engine.objects.detail(sort);
      return (row) => values[row];
    }
    case 'name': {
      const [names, ranks] = [await engine.objects.detail('name'), await ranksOf(engine)];
      return (row) => ranks[names[row]] ?? 0;
    }
    case 'place':
    case 'site': {
      const ranks = await ranksOf(engine);
      return (row) => ranks[sites.label[lifetimes.site[row]] ?? 0] ?? 0;
    }
    default: {
      const { values, through } = await valuesOf(engine, GROUP_COLUMNS.includes(sort) ? sort : 'kind');
      return through === null ? (row) => values[row] : (row) => through[values[row]] ?? 0;
    }
  }
}

interface Ordered {
  name: string;
  order: Promise<Uint32Array>;
}

const latest = new WeakMap<Engine, Ordered>();

async function makeOrder(engine: Engine, wanted: RowsWanted): Promise<Uint32Array> {
  const found = await matching(engine, wanted);
  const sorted = sortedBy(found, await valueToSortBy(engine, wanted.sort));
  return wanted.descending ? sorted.reverse() : sorted;
}

function orderOf(engine: Engine, wanted: RowsWanted): Promise<Uint32Array> {
  const name = JSON.stringify({ ...wanted, from: 0, count: 0 });
  const known = latest.get(engine);
  const ordered = known?.name === name ? known : { name, order: makeOrder(engine, wanted) };
  latest.set(engine, ordered);
  return ordered.order;
}

function hasNames(engine: Engine): Promise<boolean> {
  return engine.once('named', async () => (await engine.objects.detail('name')).some((name) => name !== 0));
}

export async function rows(engine: Engine, wanted: RowsWanted): Promise<Rows> {
  const order = await orderOf(engine, wanted);
  const piece = Array.from(order.subarray(wanted.from, wanted.from + wanted.count));
  const list = await Promise.all(piece.map((row) => object(engine, { row, ticks: false })));
  return { total: order.length, rows: list.filter((one): one is ObjectDetail => one !== null), named: await hasNames(engine) };
}
