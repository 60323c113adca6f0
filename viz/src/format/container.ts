// SPDX-License-Identifier: MIT
// The tlview container: magic, directory, columns. See viz/FORMAT.md.
import { FormatError, decodeDelta, decodeF64, decodeJson, decodeU8, decodeVarint, type Numbers } from './encodings';

const MAGIC = [0x54, 0x4c, 0x56, 0x49, 0x45, 0x57, 0x00, 0x01]; // "TLVIEW\0\1"
const PREAMBLE = MAGIC.length + 4;
// More than any writer makes: such a count is damage, and must not become an allocation.
const MOST_VALUES = 2 ** 28;
const MOST_INFLATED = 2 ** 31 - 1;

export interface Column {
  name: string;
  encoding: string;
  compression: string;
  count: number;
  offset: number;
  bytes: number;
}

export function isContainer(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function asColumn(entry: unknown, size: number): Column {
  const column = entry as Column;
  const whole =
    typeof column === 'object' &&
    column !== null &&
    typeof column.name === 'string' &&
    typeof column.encoding === 'string' &&
    typeof column.compression === 'string' &&
    isCount(column.count, MOST_VALUES) &&
    isCount(column.offset, size) &&
    isCount(column.bytes, size - column.offset);
  if (!whole) {
    throw new FormatError('the directory of columns is damaged, or the file is cut short');
  }
  return column;
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.length;
    if (size > MOST_INFLATED) {
      throw new FormatError('a column is larger than 2 GiB');
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export class Container {
  readonly producer: string;
  private readonly columns = new Map<string, Column>();
  private readonly body: Uint8Array;

  constructor(bytes: Uint8Array) {
    if (!isContainer(bytes) || bytes.length < PREAMBLE) {
      throw new FormatError('this is no tlview file, or one of a newer version');
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
    if (length > bytes.length - PREAMBLE) {
      throw new FormatError('the file is cut short within its directory');
    }
    this.body = bytes.subarray(PREAMBLE + length);
    const directory = decodeJson(bytes.subarray(PREAMBLE, PREAMBLE + length)) as Record<string, unknown> | null;
    if (directory?.version !== 1 || !Array.isArray(directory.columns)) {
      throw new FormatError('the file is of a version that this page does not know');
    }
    this.producer = typeof directory.producer === 'string' ? directory.producer : '';
    for (const entry of directory.columns) {
      const column = asColumn(entry, this.body.length);
      this.columns.set(column.name, column);
    }
  }

  names(): string[] {
    return [...this.columns.keys()];
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  // Rows of the table whose columns start with `prefix`: the fewest of its columns.
  rows(prefix: string): number {
    const counts = [...this.columns.values()].filter((c) => c.name.startsWith(`${prefix}.`)).map((c) => c.count);
    return counts.length === 0 ? 0 : Math.min(...counts);
  }

  private async raw(column: Column): Promise<Uint8Array> {
    const stored = this.body.subarray(column.offset, column.offset + column.bytes);
    if (column.compression === 'store') {
      return stored;
    }
    if (column.compression !== 'deflate-raw') {
      throw new FormatError(`column ${column.name} is compressed in a way that this page does not know`);
    }
    try {
      return await inflate(stored);
    } catch (error) {
      throw error instanceof FormatError ? error : new FormatError(`column ${column.name} is damaged`);
    }
  }

  // A column that is missing, or of an encoding that is not known, is zeros.
  async numbers(name: string, rows: number): Promise<Numbers> {
    const column = this.columns.get(name);
    if (column === undefined) {
      return new Float64Array(rows);
    }
    const raw = await this.raw(column);
    switch (column.encoding) {
      case 'u8':
        return decodeU8(raw, column.count);
      case 'varint':
        return decodeVarint(raw, column.count);
      case 'delta':
        return decodeDelta(raw, column.count);
      case 'f64':
        return decodeF64(raw, column.count);
      default:
        return new Float64Array(rows);
    }
  }

  async json(name: string): Promise<unknown> {
    const column = this.columns.get(name);
    return column === undefined ? undefined : decodeJson(await this.raw(column));
  }
}
