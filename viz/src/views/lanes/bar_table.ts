// SPDX-License-Identifier: MIT
// The bars on the screen as a table, for readers of the page's text and for selecting without a pointer.
import type { BarList } from '../../engine/queries/lanes';
import { fill, h } from '../../lib/dom';
import { bytes, count, plural, time } from '../../lib/format';
import type { App } from '../../state/app';

const MOST = 200;

export interface BarTable {
  element: HTMLElement;
  show(list: BarList | null): void;
}

function row(app: App, list: BarList, i: number): HTMLElement {
  const name = list.names[i];
  const number = list.numbers[i] === 0 ? '' : ` ${count(list.numbers[i])}`;
  const select = h('button', { type: 'button', class: 'place', on: { click: () => app.store.set({ selection: name }) } }, `${list.titles[i]}${number}`);
  return h(
    'tr',
    {},
    h('th', { attributes: { scope: 'row' } }, select),
    h('td', {}, bytes(list.size[i])),
    h('td', {}, time(list.begin[i])),
    h('td', {}, time(list.end[i])),
  );
}

export function barTable(app: App): BarTable {
  const summary = h('summary', {}, 'Bars on the screen as a table');
  const body = h('div', {});
  const element = h('details', { class: 'as-table' }, summary, body);
  let shown: BarList | null = null;

  function make(): void {
    if (!element.open) {
      return;
    }
    if (shown === null) {
      fill(body, h('p', {}, 'There are too many bars here to list; zoom in.'));
      return;
    }
    const list = shown;
    const head = ['Bar', 'Size', 'Begin', 'End'].map((text) => h('th', { attributes: { scope: 'col' } }, text));
    const rows = list.names.slice(0, MOST).map((_, i) => row(app, list, i));
    fill(
      body,
      h('p', {}, list.names.length > MOST ? `The first ${MOST} of ${plural(list.names.length, 'bar')}` : plural(list.names.length, 'bar')),
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
    );
  }

  element.addEventListener('toggle', make);
  return {
    element,
    show: (list) => {
      shown = list;
      make();
    },
  };
}
