// SPDX-License-Identifier: MIT
// Colours of canvases come from the same variables as those of the page (style.css), so a theme is switched in one place.

export const KIND_COLOURS = ['--unknown', '--struct', '--tensor', '--vector'] as const;
const NAMES = [
  ...KIND_COLOURS,
  '--pooled',
  '--deferred',
  '--leak',
  '--accent',
  '--text',
  '--muted',
  '--faint',
  '--line',
  '--ground',
  '--raised',
  '--rss',
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
