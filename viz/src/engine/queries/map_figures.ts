// SPDX-License-Identifier: MIT
// What the pool and the slot buffers hold without use, over a range.
import type { Engine } from '../engine';
import { bufferTable, poolTable } from '../lanes/map_bars';

export interface MapFigures {
  residencies: number;
  addresses: number;
  taken: number; // residencies that ended in reuse
  pooledAtEnd: number; // bytes
  pooledMean: number; // bytes held on the average
  buffers: number;
  bufferBytes: number; // of all that were made
  deferred: number; // buffers that waited, unused, for their function's exit
  deferredBytes: number;
  deferredMean: number; // bytes waiting on the average
}

interface Range {
  from: number;
  to: number;
}

function overlap(range: Range, begin: number, end: number): number {
  return Math.max(0, Math.min(range.to, end) - Math.max(range.from, begin));
}

export async function mapFigures(engine: Engine, { range, devices }: { range: Range | null; devices: number }): Promise<MapFigures> {
  const { duration } = engine.overview;
  const within = range ?? { from: 0, to: duration };
  const span = Math.max(1, within.to - within.from);
  const pool = await poolTable(engine);
  const buffers = await bufferTable(engine);
  const figures: MapFigures = {
    residencies: 0,
    addresses: 0,
    taken: 0,
    pooledAtEnd: 0,
    pooledMean: 0,
    buffers: 0,
    bufferBytes: 0,
    deferred: 0,
    deferredBytes: 0,
    deferredMean: 0,
  };
  const addresses = new Set<string>(); // each device has its own
  for (let i = 0; i < pool.rows; i++) {
    const end = pool.end[i] || duration;
    if (pool.begin[i] <= within.to && end >= within.from && ((devices >> pool.device[i]) & 1) === 1) {
      addresses.add(`${pool.device[i]} ${pool.address[i]}`);
      figures.residencies++;
      figures.taken += pool.taken[i] > 0 ? 1 : 0;
      figures.pooledAtEnd += end >= within.to ? pool.size[i] : 0;
      figures.pooledMean += (pool.size[i] * overlap(within, pool.begin[i], end)) / span;
    }
  }
  figures.addresses = addresses.size;
  for (let i = 0; i < buffers.rows; i++) {
    const end = buffers.end[i] || duration;
    if (buffers.begin[i] <= within.to && end >= within.from) {
      figures.buffers++;
      figures.bufferBytes += buffers.bytes[i];
      if (buffers.deferred[i] > 0) {
        figures.deferred++;
        figures.deferredBytes += buffers.bytes[i];
        figures.deferredMean += (buffers.bytes[i] * overlap(within, buffers.deferred[i], end)) / span;
      }
    }
  }
  return figures;
}
