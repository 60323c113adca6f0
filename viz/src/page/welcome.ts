// SPDX-License-Identifier: MIT
// What stands on the page while nothing is open: how to open something, progress, or why it failed.
import { h } from '../lib/dom';

export function showWelcome(root: HTMLElement, choose: (files: File[]) => void, failure: string | null): void {
  const input = h('input', { type: 'file', id: 'open-file', attributes: { accept: '.tlview,.json,.html', multiple: '' } });
  input.addEventListener('change', () => choose([...(input.files ?? [])]));
  root.replaceChildren(
    h(
      'main',
      { class: 'welcome' },
      h('h1', {}, 'tlscope'),
      failure === null ? null : h('p', { class: 'failure', role: 'alert' }, failure),
      h('p', {}, 'Drop a .tlview file, a report.json or a page of tlscope view here, or choose one. A second one is compared with the first.'),
      h('label', { class: 'choose', attributes: { for: 'open-file' } }, 'Choose files'),
      input,
    ),
  );
}

export function showProgress(root: HTMLElement, text: string): void {
  root.replaceChildren(h('main', { class: 'welcome' }, h('h1', {}, 'tlscope'), h('p', { role: 'status' }, text)));
}
