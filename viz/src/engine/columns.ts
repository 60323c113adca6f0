// SPDX-License-Identifier: MIT
// What objects can be grouped by, sorted by and told apart by: a number an object, whose words state/columns.ts has.
import type { Numbers } from '../format/encodings';
import type { Engine } from './engine';
import type { Detail } from './objects';

export const GROUP_COLUMNS = [
  'place',
  'site',
  'stack',
  'function',
  'file',
  'scope',
  'kind',
  'name',
  'size',
  'lifetime',
  'verdict',
  'end',
  'freed',
  'thread',
  'device',
  'stream',
  'process',
] as const;
export type GroupColumn = (typeof GROUP_COLUMNS)[number];

// The value of object `i` is values[i], or through[values[i]].
export interface Values {
  values: Numbers;
  through: Numbers | null;
}

// 0, and then a class for each power of two: 2 ** (class - 1) is its least.
export function sizeClass(value: number): number {
  return value < 1 ? 0 : Math.floor(Math.log2(value)) + 1;
}

function classes(count: number, value: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => sizeClass(value(i)));
}

export async function valuesOf(engine: Engine, column: GroupColumn): Promise<Values> {
  const { lifetimes } = engine.objects;
  const { sites } = engine.overview;
  const plain = async (name: Detail): Promise<Values> => ({ values: await engine.objects.detail(name), through: null });
  switch (column) {
    case 'place':
      return { values: lifetimes.site, through: engine.places };
    case 'site':
      return { values: lifetimes.site, through: null };
    case 'stack':
      return { values: lifetimes.site, through: sites.stack };
    case 'function':
      return { values: lifetimes.site, through: sites.function };
    case 'file':
      return { values: lifetimes.site, through: sites.file };
    case 'kind':
      return { values: lifetimes.kind, through: null };
    case 'end':
      return { values: lifetimes.end, through: null };
    case 'size':
      return { values: await engine.once('size classes', () => Promise.resolve(classes(lifetimes.count, (i) => lifetimes.size[i]))), through: null };
    case 'lifetime': {
      const { birth, death } = lifetimes;
      return { values: await engine.once('lifetime classes', () => Promise.resolve(classes(lifetimes.count, (i) => death[i] - birth[i]))), through: null };
    }
    default:
      return plain(column);
  }
}
