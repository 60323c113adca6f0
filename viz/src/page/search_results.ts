// SPDX-License-Identifier: MIT
// What a search finds, below its field: places first, then objects.
import { isNoFilter, NO_FILTER } from '../engine/filter';
import type { Found, FoundObject } from '../engine/queries/find';
import { KINDS } from '../format/values';
import { button, fill, h } from '../lib/dom';
import { address, bytes, count, plural } from '../lib/format';
import type { App } from '../state/app';
import { siteLabel } from '../state/names';
import { notHeld } from '../views/not_held';

const DELAY = 120; // ms after a key

export interface SearchResults {
  element: HTMLElement;
  update(): void;
}

function objectWords(app: App, { kind, number, name, size, address: at }: FoundObject): string {
  const title = app.overview.strings[name] || (KINDS[kind] ?? 'object');
  return `${title} ${count(number)}, ${bytes(size)}${at === 0 ? '' : `, ${address(at)}`}`;
}

// What was found, and how much of it the page does not show now.
function foundWords({ objects, total, outside, sites }: Found, filtered: boolean): string {
  if (total + outside + sites.length === 0) {
    return 'Nothing found.';
  }
  const first = total > objects.length ? `, the first ${objects.length}` : '';
  return filtered ? `${plural(total, 'object')} of the range and filters${first}; ${count(outside)} more outside them` : `${plural(total, 'object')}${first}`;
}

function moveFocus(within: HTMLElement, search: HTMLInputElement, by: number): void {
  const stops: HTMLElement[] = [search, ...within.querySelectorAll('button')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[Math.max(0, Math.min(stops.length - 1, at + by))]?.focus();
}

export function makeSearchResults(app: App, search: HTMLInputElement): SearchResults {
  const { store, overview } = app;
  const element = h('div', { class: 'results', label: 'Found', role: 'group' });
  element.hidden = true;
  let timer = 0;
  let asked = '';

  function choose(row: number): void {
    const { view } = store.get();
    store.set({ selection: { what: 'object', row }, view: view === 'map' ? view : 'lifetimes' });
  }

  function list(found: Found): void {
    const sites = found.sites.map((row) =>
      h(
        'button',
        { type: 'button', on: { click: () => store.set({ selection: { what: 'site', row } }) } },
        siteLabel(overview, row),
        h('span', { class: 'where' }, 'place'),
      ),
    );
    const objects = found.objects.map((object) =>
      h(
        'button',
        { type: 'button', on: { click: () => choose(object.row) } },
        objectWords(app, object),
        h('span', { class: 'where' }, object.site === 0 ? '' : siteLabel(overview, object.site)),
      ),
    );
    const all = button('Search all objects', 'Take range and filters away', () => {
      store.set(NO_FILTER);
      search.focus();
    });
    const none = found.sites.length === 0 ? 'Nothing found. ' : '';
    const words = overview.reportAlone ? `${none}${notHeld(app, 'single objects')}` : foundWords(found, !isNoFilter(store.filter()));
    fill(element, h('p', { role: 'status' }, words), ...sites, ...objects, found.outside > 0 && all);
  }

  function question(): string {
    return JSON.stringify([store.get().search, store.filter()]);
  }

  async function ask(): Promise<void> {
    const wanted = question();
    const found = await app.client.ask('find', { text: store.get().search, filter: store.filter() });
    if (wanted === question()) {
      list(found);
    }
  }

  function show(): void {
    const within = document.activeElement === search || element.contains(document.activeElement);
    element.hidden = store.get().search.trim() === '' || !within;
  }

  function update(): void {
    show();
    if (!element.hidden && question() !== asked) {
      asked = question();
      window.clearTimeout(timer);
      fill(element, h('p', { role: 'status' }, 'Searching…')); // what was found before is no answer to this
      timer = window.setTimeout(() => void ask(), DELAY);
    }
  }

  const place = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      moveFocus(element, search, by);
    } else if (event.key === 'Enter' && event.target === search) {
      element.querySelector('button')?.click();
    }
  };
  for (const one of [search, element]) {
    one.addEventListener('keydown', place);
    one.addEventListener('focusout', () => window.setTimeout(show));
  }
  search.addEventListener('focus', update);
  return { element, update };
}
