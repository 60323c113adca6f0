// SPDX-License-Identifier: MIT
// What is closed until it is asked for, as what a canvas shows as a table below it: that it is open stays in the store.
import { h } from '../lib/dom';
import type { App } from '../state/app';

export function closed({ store }: App, option: string, title: string, ...content: (Node | null)[]): HTMLDetailsElement {
  const element = h('details', {}, h('summary', {}, title), ...content);
  element.open = store.option(option, '') !== '';
  element.addEventListener('toggle', () => store.setOption(option, element.open ? '1' : ''));
  return element;
}

export function asTable(app: App, view: string, title: string, ...content: (Node | null)[]): HTMLDetailsElement {
  const element = closed(app, `${view}.table`, title, ...content);
  element.className = 'as-table';
  return element;
}
