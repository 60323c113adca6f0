// SPDX-License-Identifier: MIT
// One residency in the pool, one slot buffer.
import type { Engine } from '../engine';
import { bufferTable, poolTable } from '../lanes/map_bars';

type Fields<Table> = { [Field in Exclude<keyof Table, 'rows'>]: number };

function rowOf<Table extends { rows: number }>(table: Table, row: number): Fields<Table> | null {
  if (row >= table.rows) {
    return null;
  }
  const fields = Object.entries(table).filter(([name]) => name !== 'rows');
  return Object.fromEntries(fields.map(([name, values]) => [name, (values as unknown as ArrayLike<number>)[row] ?? 0])) as Fields<Table>;
}

export type Residency = Fields<Awaited<ReturnType<typeof poolTable>>>;
export type SlotBuffer = Fields<Awaited<ReturnType<typeof bufferTable>>>;

export async function residency(engine: Engine, { row }: { row: number }): Promise<Residency | null> {
  return rowOf(await poolTable(engine), row);
}

export async function buffer(engine: Engine, { row }: { row: number }): Promise<SlotBuffer | null> {
  return rowOf(await bufferTable(engine), row);
}
