// SPDX-License-Identifier: MIT
// Name of the trace, tabs of the views, search, theme, help.
import { button, fill, h } from '../lib/dom';
import { shortened } from '../lib/text';
import type { App } from '../state/app';
import { baseName } from '../state/names';
import type { View } from '../views/view';
import { makeSearchResults } from './search_results';
import { nextTheme } from './theme';

export interface TopBar {
  element: HTMLElement;
  search: HTMLInputElement;
  update(): void;
  filtered(): void; // range or filters are others now
}

// Arrows go from tab to tab, as people who use tabs by key know it.
function tabKey(event: KeyboardEvent, app: App, views: readonly View[]): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by !== undefined) {
    event.stopPropagation();
    event.preventDefault();
    const at = views.findIndex(({ id }) => id === app.store.get().view);
    const view = views[(at + by + views.length) % views.length];
    app.store.set({ view: view.id });
    document.getElementById(`tab-${view.id}`)?.focus();
  }
}

function tabs(app: App, views: readonly View[]): HTMLElement {
  const current = app.store.get().view;
  const list = views.map((view, i) => {
    const tab = button(view.title, `${view.title} (${i + 1})`, () => app.store.set({ view: view.id }));
    tab.id = `tab-${view.id}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-selected', String(view.id === current));
    tab.setAttribute('aria-controls', 'view');
    tab.tabIndex = view.id === current ? 0 : -1;
    return tab;
  });
  return h('div', { class: 'tabs', role: 'tablist', label: 'Views', on: { keydown: (event) => tabKey(event, app, views) } }, ...list);
}

export function makeTopBar(app: App, views: readonly View[], help: HTMLDialogElement): TopBar {
  const search: HTMLInputElement = h('input', {
    class: 'search',
    type: 'search',
    label: 'Search by address, name or place',
    attributes: { placeholder: 'Search  /', autocomplete: 'off', spellcheck: 'false' },
    on: { input: () => app.store.set({ search: search.value }) },
  });
  const program = app.overview.report?.summary.program || app.overview.name;
  const name = h('h1', { class: 'program', title: program }, shortened(baseName(program), 48));
  const place = h('div', { class: 'tabs-place' });
  const theme = button('', '', () => app.store.set({ theme: nextTheme(app.store.get().theme) }));
  theme.className = 'theme';
  const keys = button('?', 'Keys (?)', () => help.showModal());
  keys.setAttribute('aria-label', keys.title);
  const results = makeSearchResults(app, search);
  const element = h('header', { class: 'top-bar' }, name, place, h('div', { class: 'search-place' }, search, results.element), theme, keys);

  function update(): void {
    const { theme: current, search: text } = app.store.get();
    fill(place, tabs(app, views));
    place.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    fill(theme, { auto: '◐', dark: '●', light: '○' }[current]);
    theme.title = `Theme: ${current} (t)`;
    theme.setAttribute('aria-label', theme.title);
    results.update();
    if (search.value !== text) {
      search.value = text;
    }
  }

  update();
  return { element, search, update, filtered: results.update };
}
