// SPDX-License-Identifier: MIT
// Base64 as it stands in the page, with white space between; atob would need twice the memory.
import { FormatError } from './encodings';

const NONE = 255;

function table(): Uint8Array {
  const values = new Uint8Array(256).fill(NONE);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < digits.length; i++) {
    values[digits.charCodeAt(i)] = i;
  }
  return values;
}

const VALUE = table();

function damaged(): FormatError {
  return new FormatError('the data in this page is damaged');
}

// The digits' values, without white space and padding, in place.
function digits(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    const value = VALUE[byte];
    if (value !== NONE) {
      bytes[length++] = value;
    } else if (byte > 0x20 && byte !== 0x3d) {
      throw damaged();
    }
  }
  return bytes.subarray(0, length);
}

type Native = (text: string) => Uint8Array;

export function decodeBase64(text: string): Uint8Array {
  const native = (Uint8Array as unknown as { fromBase64?: Native }).fromBase64;
  if (native === undefined) {
    return decodeHere(text);
  }
  try {
    return native.call(Uint8Array, text);
  } catch {
    throw damaged();
  }
}

// For browsers that have no such function of their own.
export function decodeHere(text: string): Uint8Array {
  const six = digits(text);
  const bytes = new Uint8Array(Math.floor((six.length * 3) / 4));
  let at = 0;
  let i = 0;
  for (; i + 4 <= six.length; i += 4) {
    const word = (six[i] << 18) | (six[i + 1] << 12) | (six[i + 2] << 6) | six[i + 3];
    bytes[at++] = word >> 16;
    bytes[at++] = word >> 8;
    bytes[at++] = word;
  }
  if (six.length - i >= 2) {
    bytes[at++] = (six[i] << 2) | (six[i + 1] >> 4);
  }
  if (six.length - i === 3) {
    bytes[at] = (six[i + 1] << 4) | (six[i + 2] >> 2);
  }
  return bytes;
}
