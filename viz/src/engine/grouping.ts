// SPDX-License-Identifier: MIT
// Objects by what is alike in them: a group's number for each object, and what the groups stand for.
import { valuesOf, type GroupColumn, type Values } from './columns';
import type { Engine } from './engine';

export interface Grouped {
  group: Uint32Array; // of each object
  groups: number;
  keys: Float64Array[]; // of each column, a value a group; NaN: of all the groups that are too many
}

const MOST_GROUPS = 1 << 20;
const DIRECT = 1 << 22; // a table of so many pairs is faster than a map

// Numbers pairs (group so far, code) anew, from 0 and in order of appearance.
function pairUp(group: Uint32Array, groups: number, code: Uint32Array, codes: number): { from: number[]; groups: number } {
  const from: number[] = []; // the pair of each new group
  const direct = groups * codes <= DIRECT ? new Int32Array(groups * codes).fill(-1) : null;
  const map = new Map<number, number>();
  for (let i = 0; i < group.length; i++) {
    const pair = group[i] * codes + code[i];
    let id = direct === null ? (map.get(pair) ?? -1) : direct[pair];
    if (id < 0) {
      id = Math.min(from.length, MOST_GROUPS);
      if (id === from.length) {
        from.push(id === MOST_GROUPS ? Number.NaN : pair);
      }
      if (id < MOST_GROUPS && direct === null) {
        map.set(pair, id);
      } else if (id < MOST_GROUPS && direct !== null) {
        direct[pair] = id;
      }
    }
    group[i] = id;
  }
  return { from, groups: from.length };
}

// Values as codes from 0, in order of appearance.
function encode({ values, through }: Values, count: number): { code: Uint32Array; keys: number[] } {
  const code = new Uint32Array(count);
  const keys: number[] = [];
  const map = new Map<number, number>();
  let last = Number.NaN;
  let lastCode = 0;
  for (let i = 0; i < count; i++) {
    const value = through === null ? values[i] : (through[values[i]] ?? 0);
    if (value !== last) {
      last = value;
      lastCode = map.get(value) ?? -1;
      if (lastCode < 0) {
        lastCode = Math.min(keys.length, MOST_GROUPS);
        if (lastCode === keys.length) {
          keys.push(lastCode === MOST_GROUPS ? Number.NaN : value);
        }
        if (lastCode < MOST_GROUPS) {
          map.set(value, lastCode);
        }
      }
    }
    code[i] = lastCode;
  }
  return { code, keys };
}

async function make(engine: Engine, columns: readonly GroupColumn[]): Promise<Grouped> {
  const { count } = engine.objects.lifetimes;
  let grouped: Grouped = { group: new Uint32Array(count), groups: 1, keys: [] };
  for (const column of columns) {
    const { code, keys } = encode(await valuesOf(engine, column), count);
    const { from, groups } = pairUp(grouped.group, grouped.groups, code, Math.max(1, keys.length));
    const kept = grouped.keys.map((list) => Float64Array.from(from, (pair) => list[Math.floor(pair / keys.length)]));
    grouped = { group: grouped.group, groups, keys: [...kept, Float64Array.from(from, (pair) => keys[pair % keys.length])] };
  }
  return grouped;
}

const recent = new WeakMap<Engine, { name: string; grouped: Promise<Grouped> }[]>();
const KEPT = 3; // groupings that are asked for again when only the filter changes

export function groupBy(engine: Engine, columns: readonly GroupColumn[]): Promise<Grouped> {
  const name = columns.join();
  const list = recent.get(engine) ?? [];
  const found = list.find((one) => one.name === name) ?? { name, grouped: make(engine, columns) };
  recent.set(engine, [found, ...list.filter((one) => one !== found)].slice(0, KEPT));
  return found.grouped;
}
