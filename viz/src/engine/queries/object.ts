// SPDX-License-Identifier: MIT
// All that is known of one lifetime.
import type { Engine } from '../engine';
import { readTicks, type TickTable } from '../../format/tables';

export interface Tick {
  time: number;
  what: number;
  site: number;
  count: number;
}

export interface ObjectDetail {
  row: number;
  number: number;
  address: number;
  birth: number;
  death: number;
  size: number;
  kind: number;
  end: number;
  site: number;
  freed: number;
  scope: number;
  name: number;
  device: number;
  thread: number;
  process: number;
  verdict: number;
  ticks: Tick[];
}

const tables = new WeakMap<Engine, Promise<TickTable>>();

function ticksOf(engine: Engine): Promise<TickTable> | null {
  if (engine.container === null) {
    return null;
  }
  let table = tables.get(engine);
  if (table === undefined) {
    table = readTicks(engine.container);
    tables.set(engine, table);
  }
  return table;
}

export async function ticksOfObject(engine: Engine, row: number): Promise<Tick[]> {
  const table = await ticksOf(engine);
  const list: Tick[] = [];
  for (let i = 0; table !== null && i < table.rows; i++) {
    if (table.object[i] === row) {
      list.push({ time: table.time[i], what: table.what[i], site: table.site[i], count: table.count[i] });
    }
  }
  return list;
}

export async function object(engine: Engine, { row }: { row: number }): Promise<ObjectDetail | null> {
  const { lifetimes } = engine.objects;
  if (row < 0 || row >= lifetimes.count) {
    return null;
  }
  const detail = async (name: Parameters<typeof engine.objects.detail>[0]): Promise<number> =>
    (await engine.objects.detail(name))[row] ?? 0;
  return {
    row,
    birth: lifetimes.birth[row],
    death: lifetimes.death[row],
    size: lifetimes.size[row],
    kind: lifetimes.kind[row],
    end: lifetimes.end[row],
    site: lifetimes.site[row],
    number: await detail('number'),
    address: await detail('address'),
    freed: await detail('freed'),
    scope: await detail('scope'),
    name: await detail('name'),
    device: await detail('device'),
    thread: await detail('thread'),
    process: await detail('process'),
    verdict: await detail('verdict'),
    ticks: await ticksOfObject(engine, row),
  };
}
