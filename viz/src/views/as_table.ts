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

const ENOUGH = 160; // pixels of it on the screen

// Where the window is so small that hardly any of it is to be seen, it takes the place of the canvas.
function reveal(element: HTMLElement): void {
  if (window.innerHeight - element.getBoundingClientRect().top < ENOUGH) {
    element.scrollIntoView({ block: 'nearest' });
  }
}

export function asTable(app: App, view: string, title: string, ...content: (Node | null)[]): HTMLDetailsElement {
  const element = closed(app, `${view}.table`, title, ...content);
  element.className = 'as-table';
  let pressed = false;
  element.querySelector('summary')?.addEventListener('click', () => {
    pressed = true;
  });
  element.addEventListener('toggle', () => {
    if (pressed && element.open) {
      requestAnimationFrame(() => reveal(element)); // when it is filled
    }
    pressed = false;
  });
  return element;
}
