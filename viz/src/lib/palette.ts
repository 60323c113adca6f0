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

// Black or white, whichever is easier to read on a colour.
export function inkOn(colour: string): string {
  const rgb = asRgb(colour);
  const light = 0.299 * (rgb >> 16) + 0.587 * ((rgb >> 8) & 0xff) + 0.114 * (rgb & 0xff);
  return light > 140 ? '#000000' : '#ffffff';
}
