// SPDX-License-Identifier: MIT
// The tables of a tlview file, by their columns. The small ones go to the page; objects stay in the worker.
import type { Container } from './container';
import type { Numbers } from './encodings';

export type Table<Field extends string> = { rows: number } & Record<Field, Numbers>;

async function readTable<Field extends string>(from: Container, prefix: string, fields: readonly Field[]): Promise<Table<Field>> {
  const rows = from.rows(prefix);
  const columns = await Promise.all(fields.map((field) => from.numbers(`${prefix}.${field}`, rows)));
  return Object.assign({ rows }, Object.fromEntries(fields.map((field, i) => [field, columns[i]]))) as Table<Field>;
}

export function emptyTable<Field extends string>(fields: readonly Field[]): Table<Field> {
  return Object.assign({ rows: 0 }, Object.fromEntries(fields.map((field) => [field, new Float64Array(0)]))) as Table<Field>;
}

export const SITE = ['label', 'function', 'file', 'line', 'stack', 'place', 'end'] as const;
export const FRAME = ['label', 'function', 'file', 'line', 'module'] as const;
export const STACK = ['parent', 'frame'] as const;
export const SCOPEPATH = ['parent', 'site', 'frame', 'entries', 'open', 'kept', 'outlived', 'time'] as const;
export const DIAGNOSTIC = ['time', 'code', 'severity', 'site', 'object', 'text'] as const;
export const MARK = ['time', 'text', 'site'] as const;
export const POOL = ['address', 'size', 'begin', 'end', 'put', 'taken', 'device', 'object'] as const;
export const BUFFER = ['frame', 'slot', 'address', 'bytes', 'begin', 'deferred', 'end', 'site'] as const;
export const TICK = ['object', 'time', 'what', 'site', 'count'] as const;

export type SiteTable = Table<(typeof SITE)[number]>;
export type FrameTable = Table<(typeof FRAME)[number]>;
export type StackTable = Table<(typeof STACK)[number]>;
export type ScopePathTable = Table<(typeof SCOPEPATH)[number]>;
export type DiagnosticTable = Table<(typeof DIAGNOSTIC)[number]>;
export type MarkTable = Table<(typeof MARK)[number]>;
export type PoolTable = Table<(typeof POOL)[number]>;
export type BufferTable = Table<(typeof BUFFER)[number]>;
export type TickTable = Table<(typeof TICK)[number]>;

export const readSites = (from: Container): Promise<SiteTable> => readTable(from, 'site', SITE);
export const readFrames = (from: Container): Promise<FrameTable> => readTable(from, 'frame', FRAME);
export const readStacks = (from: Container): Promise<StackTable> => readTable(from, 'stack', STACK);
export const readScopePaths = (from: Container): Promise<ScopePathTable> => readTable(from, 'scopepath', SCOPEPATH);
export const readDiagnostics = (from: Container): Promise<DiagnosticTable> => readTable(from, 'diagnostic', DIAGNOSTIC);
export const readMarks = (from: Container): Promise<MarkTable> => readTable(from, 'mark', MARK);
export const readPool = (from: Container): Promise<PoolTable> => readTable(from, 'pool', POOL);
export const readBuffers = (from: Container): Promise<BufferTable> => readTable(from, 'buffer', BUFFER);
export const readTicks = (from: Container): Promise<TickTable> => readTable(from, 'tick', TICK);

export interface Series {
  time: Numbers;
  names: string[];
  values: Record<string, Numbers>;
}

export async function readSeries(from: Container): Promise<Series> {
  const listed = await from.json('series.names');
  const names = Array.isArray(listed) ? listed.filter((name): name is string => typeof name === 'string') : [];
  const time = await from.numbers('series.time', 0);
  const columns = await Promise.all(names.map((name) => from.numbers(`series.${name}`, time.length)));
  return { time, names, values: Object.fromEntries(names.map((name, i) => [name, columns[i]])) };
}

export async function readStrings(from: Container): Promise<string[]> {
  const strings = await from.json('strings');
  return Array.isArray(strings) ? strings.map((text) => (typeof text === 'string' ? text : '')) : [''];
}
