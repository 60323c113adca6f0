// SPDX-License-Identifier: MIT
// Between values and pixels, and where an axis has its ticks.

export interface Scale {
  from: number;
  to: number;
  left: number;
  width: number;
}

export function toPixel(scale: Scale, value: number): number {
  return scale.left + ((value - scale.from) / (scale.to - scale.from)) * scale.width;
}

export function toValue(scale: Scale, pixel: number): number {
  return scale.from + ((pixel - scale.left) / scale.width) * (scale.to - scale.from);
}

// 1, 2 or 5 times a power of ten, so that `span` has at most `most` steps.
export function step(span: number, most: number): number {
  const rough = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough) ?? 10;
  return factor * power;
}

// The same in powers of two: for bytes.
export function binaryStep(span: number, most: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(span / Math.max(1, most))));
}

export function ticks(from: number, to: number, every: number): number[] {
  const list: number[] = [];
  for (let value = Math.ceil(from / every) * every; value <= to && list.length < 1000; value += every) {
    list.push(value);
  }
  return list;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
