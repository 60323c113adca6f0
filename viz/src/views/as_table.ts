// SPDX-License-Identifier: MIT
// What a canvas shows as a table below it, closed until it is asked for: that it is open stays in the store.
import { h } from '../lib/dom';
import type { App } from '../state/app';

export function asTable({ store }: App, view: string, title: string, ...content: (Node | null)[]): HTMLDetailsElement {
  const option = `${view}.table`;
  const element = h('details', { class: 'as-table' }, h('summary', {}, title), ...content);
  element.open = store.option(option, '') !== '';
  element.addEventListener('toggle', () => store.setOption(option, element.open ? '1' : ''));
  return element;
}
