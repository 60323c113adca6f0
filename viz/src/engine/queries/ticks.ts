// SPDX-License-Identifier: MIT
// Ledger entries, by the object they are of.
import { readTicks, type TickTable } from '../../format/tables';
import type { Engine } from '../engine';
import { byGroup } from '../lanes/packing';

export interface Tick {
  time: number;
  what: number;
  site: number;
  count: number;
}

interface Index {
  table: TickTable;
  order: Uint32Array; // ticks by object
  start: Uint32Array; // of each object its first place in `order`
}

const MOST_DRAWN = 20_000;

async function makeIndex(engine: Engine): Promise<Index | null> {
  if (engine.container === null) {
    return null;
  }
  const table = await readTicks(engine.container);
  const objects = engine.objects.lifetimes.count;
  const owner = new Uint32Array(table.object.subarray(0, table.rows)).map((row) => Math.min(row, objects));
  return { table, ...byGroup(owner, objects + 1) };
}

function indexOf(engine: Engine): Promise<Index | null> {
  return engine.once('ticks', () => makeIndex(engine));
}

export async function ticksOfObject(engine: Engine, row: number): Promise<Tick[]> {
  const index = await indexOf(engine);
  if (index === null) {
    return [];
  }
  const { table, order, start } = index;
  return Array.from(order.subarray(start[row], start[row + 1]), (i) => ({
    time: table.time[i],
    what: table.what[i],
    site: table.site[i],
    count: table.count[i],
  }));
}

export interface DrawnTicks {
  tickBar: Uint32Array;
  tickTime: Float64Array;
  tickWhat: Uint8Array;
}

// Of objects by row (-1: none), as places in that list.
export async function ticksOfObjects(engine: Engine, rows: readonly number[]): Promise<DrawnTicks> {
  const index = rows.some((row) => row >= 0) ? await indexOf(engine) : null;
  const bar: number[] = [];
  const time: number[] = [];
  const what: number[] = [];
  for (let place = 0; index !== null && place < rows.length && bar.length < MOST_DRAWN; place++) {
    const row = rows[place];
    for (let i = row < 0 ? 0 : index.start[row]; row >= 0 && i < index.start[row + 1]; i++) {
      bar.push(place);
      time.push(index.table.time[index.order[i]]);
      what.push(index.table.what[index.order[i]]);
    }
  }
  return { tickBar: Uint32Array.from(bar), tickTime: Float64Array.from(time), tickWhat: Uint8Array.from(what) };
}
