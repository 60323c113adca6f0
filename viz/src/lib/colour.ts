// SPDX-License-Identifier: MIT
// Colours between others.
import { asRgb } from './palette';

// `share` of `b` in `a`, both "#rrggbb".
export function mixed(a: string, b: string, share: number): string {
  const [from, to] = [asRgb(a), asRgb(b)];
  const part = (shift: number): number => {
    const [x, y] = [(from >> shift) & 0xff, (to >> shift) & 0xff];
    return Math.round(x + (y - x) * share) << shift;
  };
  return `#${(part(16) | part(8) | part(0)).toString(16).padStart(6, '0')}`;
}

// A number from 0 to 1 that depends on a text alone.
export function hashOf(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  }
  return ((hash >>> 8) & 0xffff) / 0x10000;
}
