// SPDX-License-Identifier: MIT
// Colours of canvases come from the same variables as those of the page (style.css), so a theme is switched in one place.

export const KIND_COLOURS = ['--unknown', '--struct', '--tensor', '--vector'] as const;
const NAMES = [
  ...KIND_COLOURS,
  '--pooled',
  '--deferred',
  '--buffer',
  '--leak',
  '--accent',
  '--text',
  '--muted',
  '--faint',
  '--line',
  '--ground',
  '--raised',
  '--rss',
  '--host',
  '--cuda',
  '--metal',
  '--gpu-a',
  '--gpu-b',
  '--gpu-c',
  '--gpu-d',
  '--depth',
] as const;

export type ColourName = (typeof NAMES)[number];
export type Palette = Record<ColourName, string>;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(name).trim()])) as Palette;
}

// "#rrggbb" as one number, 0xrrggbb.
export function asRgb(colour: string): number {
  return Number.parseInt(colour.slice(1), 16);
}

// Of the classes of bars, in the order of engine/lanes/layout.ts.
export const CLASS_COLOURS = [...KIND_COLOURS, '--leak', '--pooled', '--deferred', '--buffer'] as const;

// The light that a channel of sRGB gives off, from 0 to 1.
function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

const EVEN = 0.179; // relative luminance at which black and white are as easy to read

// Black or white, whichever is easier to read on a colour.
export function inkOn(colour: string): string {
  const rgb = asRgb(colour);
  const luminance = 0.2126 * linear(rgb >> 16) + 0.7152 * linear((rgb >> 8) & 0xff) + 0.0722 * linear(rgb & 0xff);
  return luminance > EVEN ? '#000000' : '#ffffff';
}
