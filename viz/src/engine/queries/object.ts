// SPDX-License-Identifier: MIT
// All that is known of one lifetime.
import type { Engine } from '../engine';
import { ticksOfObject, type Tick } from './ticks';

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
  stream: number; // one more than the handle; 0: not told
  thread: number;
  process: number;
  verdict: number;
  ticks: Tick[];
}

export async function object(engine: Engine, { row, ticks = true }: { row: number; ticks?: boolean }): Promise<ObjectDetail | null> {
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
    stream: await detail('stream'),
    thread: await detail('thread'),
    process: await detail('process'),
    verdict: await detail('verdict'),
    ticks: ticks ? await ticksOfObject(engine, row) : [],
  };
}
