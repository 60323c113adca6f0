// SPDX-License-Identifier: MIT
// Which two traces are compared, and which is which.
import { fileChoice } from '../lib/controls';
import { button, h } from '../lib/dom';
import { shortened } from '../lib/text';
import type { Overview } from '../engine/overview';
import type { App } from '../state/app';
import { baseName } from '../state/names';

function named(overview: Overview): string {
  const program = baseName(overview.report?.summary.program || '');
  return shortened(program === '' ? overview.name : `${overview.name} (${program})`, 60);
}

// After a reload: browsers let no page read a file again that was dropped on it or chosen.
function forgotten({ store, comparing }: App): HTMLElement | null {
  const { compared: name } = store.get();
  if (name === '') {
    return null;
  }
  return h(
    'section',
    { class: 'compare-line', label: 'Comparing' },
    h('span', {}, 'Was compared with ', h('strong', {}, shortened(name, 60)), ', which the browser does not open again by itself.'),
    fileChoice('Choose it again…', (files) => comparing.open(files)),
    button('End comparing', 'Show the first alone', () => comparing.end()),
  );
}

export function compareLine(app: App): HTMLElement | null {
  const { compared, comparing } = app;
  if (compared === null) {
    return forgotten(app);
  }
  return h(
    'section',
    { class: 'compare-line', label: 'Comparing' },
    h('span', {}, 'Before: ', h('strong', {}, named(app.overview))),
    h('span', {}, 'After: ', h('strong', {}, named(compared.overview))),
    h('span', { class: 'muted' }, h('span', { class: 'more' }, '+'), ' more after, ', h('span', { class: 'less' }, '−'), ' less after'),
    button('Swap', 'Make the second the first', () => comparing.swap()),
    button('End comparing', 'Show the first alone', () => comparing.end()),
  );
}
