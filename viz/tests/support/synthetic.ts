// SPDX-License-Identifier: MIT
// Traces made up by a fixed pseudo-random sequence, for tests and benchmarks of any size.
import { KINDS } from '../../src/format/values';
import { writeContainer, type Written } from './writer';

export const HOSTILE = '</script><img src=x onerror=alert(1)>\u202Egnp.exe\u0000\u001b[31m';

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const SITES = 40;

function siteColumns(): { strings: string[]; columns: Written[] } {
  const strings = ['', HOSTILE];
  const rows = Array.from({ length: SITES }, (_, i) => i);
  const name = (text: string): number => strings.push(text) - 1;
  const files = ['model.tl', 'train/loop.tl', 'layers/attention.tl'].map(name);
  const labels = rows.map((i) => (i === 0 ? 0 : i === 1 ? 1 : name(`layer${i}.forward (${['model.tl', 'train/loop.tl', 'layers/attention.tl'][i % 3]}:${10 + i})`)));
  const functions = rows.map((i) => (i === 0 ? 0 : name(`layer${i}.forward`)));
  const columns: Written[] = [
    { name: 'site.label', encoding: 'varint', values: labels },
    { name: 'site.function', encoding: 'varint', values: functions },
    { name: 'site.file', encoding: 'varint', values: rows.map((i) => (i === 0 ? 0 : files[i % 3])) },
    { name: 'site.line', encoding: 'varint', values: rows.map((i) => 10 + i) },
    { name: 'site.stack', encoding: 'varint', values: rows },
    { name: 'frame.function', encoding: 'varint', values: functions },
    { name: 'frame.file', encoding: 'varint', values: rows.map((i) => files[i % 3]) },
    { name: 'frame.line', encoding: 'varint', values: rows.map((i) => 10 + i) },
    { name: 'frame.module', encoding: 'varint', values: rows.map(() => 0) },
    { name: 'stack.parent', encoding: 'varint', values: rows.map((i) => i >> 1) },
    { name: 'stack.frame', encoding: 'varint', values: rows },
  ];
  return { strings, columns };
}

export const SCOPES = 5;

// A chain of scopes, each within the one before; the last is never left.
function scopeColumns(): Written[] {
  const rows = Array.from({ length: SCOPES }, (_, i) => i);
  const column = (name: string, values: number[]): Written => ({ name: `scopepath.${name}`, encoding: 'varint', values });
  return [
    column('parent', rows.map((i) => Math.max(0, i - 1))),
    column('site', rows.map((i) => (i === 0 ? 0 : 10 + i))),
    column('frame', rows.map((i) => (i === 1 ? 1 : 0))),
    column('entries', rows.map((i) => i * 10)),
    column('open', rows.map((i) => (i === SCOPES - 1 ? 2 : 0))),
    column('outlived', rows),
    column('time', rows.map((i) => i * 1000)),
  ];
}

export interface Synthetic {
  bytes: Uint8Array;
  count: number;
  duration: number;
  birth: number[];
  lifetime: number[];
  size: number[];
  kind: number[];
  site: number[];
  end: number[];
  address: number[];
}

// A training loop in small: iterations that free what they make, and now and then one that keeps something.
export function synthetic(count: number, seed = 1): Synthetic {
  const next = random(seed);
  const step = 400;
  const duration = count * step;
  const birth: number[] = [];
  const lifetime: number[] = [];
  const size: number[] = [];
  const kind: number[] = [];
  const site: number[] = [];
  const end: number[] = [];
  const address: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * step + Math.floor(next() * step);
    const which = next();
    const left = which < 0.002;
    birth.push(at);
    kind.push(which < 0.6 ? 2 : which < 0.85 ? 1 : 3);
    size.push(2 ** (4 + Math.floor(next() * 12)));
    site.push(1 + Math.floor(next() * next() * (SITES - 1)));
    const wanted = Math.floor(step * 2 ** (next() * 12));
    lifetime.push(left ? 0 : Math.max(1, Math.min(wanted, duration - at)));
    end.push(left ? 0 : 1 + Math.floor(next() * 3));
    address.push(0x7f0000000000 + Math.floor(next() * 4096) * 64);
  }
  const { strings, columns } = siteColumns();
  return {
    count,
    duration,
    birth,
    lifetime,
    size,
    kind,
    site,
    end,
    address,
    bytes: writeContainer([
      { name: 'report', encoding: 'json', values: syntheticReport(birth, lifetime, size, kind, end, duration) },
      { name: 'strings', encoding: 'json', values: strings },
      ...columns,
      ...seriesColumns(birth, lifetime, size, kind, end, duration),
      { name: 'object.birth', encoding: 'delta', values: birth },
      { name: 'object.lifetime', encoding: 'varint', values: lifetime },
      { name: 'object.size', encoding: 'varint', values: size },
      { name: 'object.kind', encoding: 'u8', values: kind },
      { name: 'object.site', encoding: 'varint', values: site },
      { name: 'object.end', encoding: 'u8', values: end },
      { name: 'object.address', encoding: 'delta', values: address },
      { name: 'object.number', encoding: 'delta', values: birth.map((_, i) => i + 1) },
      { name: 'object.leaked', encoding: 'u8', values: end.map((fate) => (fate === 0 ? 1 : 0)) },
      { name: 'object.verdict', encoding: 'u8', values: end.map((fate) => (fate === 0 ? 1 : 0)) },
      { name: 'object.scope', encoding: 'varint', values: birth.map((_, i) => i % SCOPES) },
      { name: 'object.thread', encoding: 'varint', values: birth.map((_, i) => 100 + (i % 3)) },
      { name: 'names', encoding: 'json', values: { verdict: ['', 'leaked'] } },
      ...scopeColumns(),
      { name: 'object.name', encoding: 'varint', values: birth.map((_, i) => (i % 97 === 0 ? 1 : 0)) },
    ]),
  };
}

const POINTS = 2048;

function seriesColumns(birth: number[], lifetime: number[], size: number[], kind: number[], end: number[], duration: number): Written[] {
  const width = duration / POINTS;
  const rise = KINDS.map(() => new Float64Array(POINTS + 1));
  birth.forEach((at, i) => {
    rise[kind[i]][Math.floor(at / width)] += size[i];
    if (end[i] !== 0) {
      rise[kind[i]][Math.min(POINTS, Math.ceil((at + lifetime[i]) / width))] -= size[i];
    }
  });
  const values = rise.map((list) => {
    let sum = 0;
    return Array.from(list.subarray(0, POINTS), (change) => (sum += change));
  });
  return [
    { name: 'series.names', encoding: 'json', values: KINDS.map((name) => `bytes.${name}`) },
    { name: 'series.time', encoding: 'delta', values: values[0].map((_, i) => Math.round(i * width)) },
    ...KINDS.map((name, i): Written => ({ name: `series.bytes.${name}`, encoding: 'delta', values: values[i] })),
  ];
}

function syntheticReport(birth: number[], lifetime: number[], size: number[], kind: number[], end: number[], duration: number): unknown {
  const by_kind = Object.fromEntries(
    KINDS.map((name, k) => [name, { made_objects: kind.filter((one) => one === k).length, made_bytes: 0, end_objects: 0, end_bytes: 0 }]),
  );
  const summary = {
    program: `/tmp/${HOSTILE}`,
    duration_ns: duration,
    leaked_objects: end.filter((one) => one === 0).length,
    peak_bytes: Math.max(0, size[0] ?? 0),
    peak_bytes_ns: (birth[0] ?? 0) + (lifetime[0] ?? 0),
    by_kind,
  };
  return { schema_version: 2, summary, findings: [], leaks: [], diagnostics: [], marks: [], sites: [], children: [] };
}
