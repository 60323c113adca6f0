// SPDX-License-Identifier: MIT
// Figures in a row, each with its name.
import { h } from './dom';

export function figureRow(figures: readonly (readonly [name: string, value: string])[]): HTMLElement {
  return h('dl', {}, ...figures.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}
