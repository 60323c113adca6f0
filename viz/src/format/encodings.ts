// SPDX-License-Identifier: MIT
// How a column's values are written in its bytes.

export class FormatError extends Error {
  override name = 'FormatError';
}

export type Numbers = Uint8Array | Uint32Array | Float64Array;

const LARGEST = Number.MAX_SAFE_INTEGER;
const MOST_BYTES = 8; // 53 bits, seven a byte
const SMALL = 2 ** 28;

function tooShort(): FormatError {
  return new FormatError('a column ends before its last value');
}

// A varint of more than 28 bits, from its first byte on: beyond what 32-bit arithmetic holds.
function longVarint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let weight = 1;
  for (let i = 0; i < MOST_BYTES; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) {
      throw tooShort();
    }
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) {
      if (value > LARGEST) {
        break;
      }
      return { value, next: at + i + 1 };
    }
    weight *= 128;
  }
  throw new FormatError('a value is larger than 2^53');
}

export function decodeVarint(bytes: Uint8Array, count: number): Float64Array {
  if (bytes.length < count) {
    throw tooShort();
  }
  const values = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at];
    if (byte < 0x80) {
      values[i] = byte;
      at++;
      continue;
    }
    let value = byte & 0x7f;
    let shift = 7;
    let next = at + 1;
    do {
      byte = bytes[next++];
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80 && shift < 28);
    if (byte === undefined || byte >= 0x80) {
      const long = longVarint(bytes, at);
      value = long.value;
      next = long.next;
    }
    values[i] = value;
    at = next;
  }
  return values;
}

function unzigzag(value: number): number {
  if (value < SMALL) {
    return (value >>> 1) ^ -(value & 1);
  }
  const half = Math.floor(value / 2);
  return value % 2 === 0 ? half : -half - 1;
}

export function decodeDelta(bytes: Uint8Array, count: number): Float64Array {
  const values = decodeVarint(bytes, count);
  let last = 0;
  for (let i = 0; i < count; i++) {
    last += unzigzag(values[i]);
    values[i] = last;
  }
  return values;
}

export function decodeF64(bytes: Uint8Array, count: number): Float64Array {
  if (bytes.length < count * 8) {
    throw tooShort();
  }
  const values = new Float64Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) {
    values[i] = view.getFloat64(i * 8, true);
  }
  return values;
}

export function decodeU8(bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length < count) {
    throw tooShort();
  }
  return bytes.slice(0, count);
}

export function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8').decode(bytes));
  } catch {
    throw new FormatError('a text column is no JSON');
  }
}
