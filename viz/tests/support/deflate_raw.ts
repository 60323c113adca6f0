// SPDX-License-Identifier: MIT
// Node 18's DecompressionStream does not know deflate-raw, as browsers do: zlib stands in for it.
import { Duplex } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

function known(): boolean {
  try {
    return new DecompressionStream('deflate-raw') !== null;
  } catch {
    return false;
  }
}

// Node has it; its types for version 18 do not.
const { toWeb } = Duplex as unknown as { toWeb(stream: Duplex): { readable: unknown; writable: unknown } };

class InflateRaw {
  readonly readable: unknown;
  readonly writable: unknown;

  constructor() {
    const { readable, writable } = toWeb(createInflateRaw());
    this.readable = readable;
    this.writable = writable;
  }
}

if (!known()) {
  Object.assign(globalThis, { DecompressionStream: InflateRaw });
}
