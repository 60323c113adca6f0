// SPDX-License-Identifier: MIT
// The list of keys, as a dialog.
import { button, h } from '../lib/dom';
import type { View } from '../views/view';

type Keys = readonly (readonly [string, string])[];

const EVERYWHERE: Keys = [
  ['1 … 9', 'the views, as their tabs stand'],
  ['/', 'search: address, name, place'],
  ['[ and ]', 'begin and end of the range at the cursor'],
  ['z', 'zoom to the range'],
  ['0', 'zoom out to the whole trace'],
  ['t', 'theme: as the system, dark, light'],
  ['Esc', 'close, then unselect, then clear the range'],
  ['?', 'this list'],
];

function list(title: string, keys: Keys): HTMLElement {
  const rows = keys.flatMap(([key, what]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)]);
  return h('section', {}, h('h3', {}, title), h('dl', {}, ...rows));
}

// Views with the same keys share a list.
function lists(views: readonly View[]): HTMLElement[] {
  const titles = new Map<Keys, string[]>();
  for (const { keys, title } of views) {
    if (keys !== undefined) {
      titles.set(keys, [...(titles.get(keys) ?? []), title]);
    }
  }
  return [...titles].map(([keys, names]) => list(names.join(', '), keys));
}

export function makeHelp(views: readonly View[]): HTMLDialogElement {
  const dialog = h('dialog', { class: 'help', label: 'Keys' });
  dialog.append(
    h('header', {}, h('h2', {}, 'Keys'), button('Close', 'Close (Esc)', () => dialog.close())),
    list('Everywhere', EVERYWHERE),
    ...lists(views),
  );
  return dialog;
}
