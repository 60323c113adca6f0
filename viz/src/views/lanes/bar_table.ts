// SPDX-License-Identifier: MIT
// The bars on the screen as a table, for readers of the page's text and for selecting without a pointer.
import type { BarList } from '../../engine/queries/lanes';
import type { BarName } from '../../engine/lanes/layout';
import { fill, h } from '../../lib/dom';
import { bytes, count, momentOf, plural } from '../../lib/format';
import type { App } from '../../state/app';
import { asTable } from '../as_table';

const MOST = 200;

// Times and lanes on the screen.
export interface Seen {
  from: number;
  to: number;
  firstLane: number;
  lastLane: number;
}

// Of what has no end, since the trace has one before it.
export function staysWords({ what }: BarName): string {
  return what === 'object' ? 'alive at the end' : 'still there at the end';
}

export interface BarTable {
  element: HTMLElement;
  show(list: BarList | null, area: Seen): void; // of those the bars within an area
}

function row(app: App, list: BarList, i: number): HTMLElement {
  const name = list.names[i];
  const lasts = list.end[i] - list.begin[i];
  const number = list.numbers[i] === 0 ? '' : ` ${count(list.numbers[i])}`;
  const select = h('button', { type: 'button', class: 'place', on: { click: () => app.store.set({ selection: name }) } }, `${list.titles[i]}${number}`);
  return h(
    'tr',
    {},
    h('th', { attributes: { scope: 'row' } }, select),
    h('td', {}, bytes(list.size[i])),
    h('td', {}, momentOf(list.begin[i], lasts)),
    h('td', {}, list.stays[i] === 1 ? staysWords(name) : momentOf(list.end[i], lasts)),
  );
}

function isWithin({ begin, end, lane }: BarList, area: Seen, i: number): boolean {
  return begin[i] <= area.to && end[i] >= area.from && lane[i] + 1 > area.firstLane && lane[i] < area.lastLane;
}

function within(list: BarList, area: Seen): number[] {
  return [...list.names.keys()].filter((i) => isWithin(list, area, i));
}

export function hasWithin(list: BarList, area: Seen): boolean {
  return list.names.some((_, i) => isWithin(list, area, i));
}

export function barTable(app: App): BarTable {
  const body = h('div', {});
  const element = asTable(app, 'lanes', 'Bars on the screen as a table', body);
  let made: BarList | null | undefined; // what the rows are of; undefined: there are none yet
  let told = '';
  let update = (): void => undefined;

  function make(list: BarList | null, places: readonly number[]): void {
    if (list === null) {
      fill(body, h('p', {}, 'There are too many bars here to list; zoom in.'));
      return;
    }
    const head = ['Bar', 'Size', 'Begin', 'End'].map((text) => h('th', { attributes: { scope: 'col' } }, text));
    const rows = places.slice(0, MOST).map((i) => row(app, list, i));
    fill(
      body,
      h('p', {}, places.length > MOST ? `The first ${MOST} of ${plural(places.length, 'bar')}` : plural(places.length, 'bar')),
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
    );
  }

  function show(list: BarList | null, area: Seen): void {
    update = () => show(list, area);
    if (!element.open) {
      return;
    }
    const places = list === null ? [] : within(list, area);
    if (list !== made || places.join() !== told) {
      made = list;
      told = places.join();
      make(list, places);
    }
  }

  element.addEventListener('toggle', () => update());
  return { element, show };
}
