// SPDX-License-Identifier: MIT
// What rows of the tables are called.
import type { Overview } from '../engine/overview';

export interface CodeFrame {
  label: string; // all of it in words
  function: string;
  file: string;
  line: number;
  module: string;
}

export function siteLabel(overview: Overview, row: number): string {
  const { sites, strings } = overview;
  if (row <= 0 || row >= sites.rows) {
    return '(unknown place)';
  }
  return strings[sites.label[row]] || strings[sites.function[row]] || `place ${row}`;
}

// The TL or C source line of a site, "" where it is not known.
export function siteSource(overview: Overview, row: number): string {
  const { sites, strings } = overview;
  const file = row > 0 && row < sites.rows ? strings[sites.file[row]] : '';
  return file ? `${file}:${sites.line[row]}` : '';
}

const DEEPEST = 4096; // parents that form a circle end here

// Innermost first.
export function stackOf(overview: Overview, site: number): CodeFrame[] {
  const { sites, stacks, frames, strings } = overview;
  const list: CodeFrame[] = [];
  let row = site > 0 && site < sites.rows ? sites.stack[site] : 0;
  while (row > 0 && row < stacks.rows && list.length < DEEPEST) {
    const frame = stacks.frame[row];
    list.push({
      label: strings[frames.label[frame]] ?? '',
      function: strings[frames.function[frame]] ?? '',
      file: strings[frames.file[frame]] ?? '',
      line: frames.line[frame] ?? 0,
      module: strings[frames.module[frame]] ?? '',
    });
    row = stacks.parent[row];
  }
  return list;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
