// SPDX-License-Identifier: MIT
// Writes tlview files for tests: the counterpart of src/format, as short as it gets.
import { deflateRawSync } from 'node:zlib';
import './deflate_raw';

export interface Written {
  name: string;
  encoding: 'json' | 'u8' | 'varint' | 'delta' | 'f64';
  values: unknown;
}

export function varint(values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let value of values) {
    while (value >= 128) {
      bytes.push((value % 128) + 128);
      value = Math.floor(value / 128);
    }
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

export function delta(values: readonly number[]): Uint8Array {
  return varint(values.map((value, i) => value - (i === 0 ? 0 : values[i - 1])).map((d) => (d < 0 ? -2 * d - 1 : 2 * d)));
}

function f64(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

function encode({ encoding, values }: Written): Uint8Array {
  const numbers = values as number[];
  switch (encoding) {
    case 'json':
      return new TextEncoder().encode(JSON.stringify(values));
    case 'u8':
      return Uint8Array.from(numbers);
    case 'varint':
      return varint(numbers);
    case 'delta':
      return delta(numbers);
    case 'f64':
      return f64(numbers);
  }
}

export function writeContainer(columns: readonly Written[], producer = 'test'): Uint8Array {
  let offset = 0;
  const parts: Uint8Array[] = [];
  const entries = columns.map((column) => {
    const plain = encode(column);
    const packed = deflateRawSync(plain, { level: 1 });
    const stored = packed.length < plain.length ? packed : plain;
    const entry = {
      name: column.name,
      encoding: column.encoding,
      compression: stored === packed ? 'deflate-raw' : 'store',
      count: column.encoding === 'json' ? 1 : (column.values as number[]).length,
      offset,
      bytes: stored.length,
    };
    offset += stored.length;
    parts.push(stored);
    return entry;
  });
  const directory = new TextEncoder().encode(JSON.stringify({ version: 1, producer, columns: entries }));
  const head = Buffer.alloc(12);
  head.write('TLVIEW\0\x01', 'latin1');
  head.writeUInt32LE(directory.length, 8);
  return new Uint8Array(Buffer.concat([head, directory, ...parts]));
}
