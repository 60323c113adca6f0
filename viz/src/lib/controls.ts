// SPDX-License-Identifier: MIT
// Choices in toolbars.
import { button, h } from './dom';

// One of a few, all of them on show: [value, text, title].
export function segments(label: string, choices: readonly (readonly [string, string, string])[], current: string, choose: (value: string) => void): HTMLElement {
  const buttons = choices.map(([value, text, title]) => {
    const one = button(text, title, () => choose(value));
    one.setAttribute('aria-pressed', String(value === current));
    return one;
  });
  return h('span', { class: 'segments', role: 'group', label }, ...buttons);
}

// One of many: [value, text].
export function dropDown(label: string, choices: readonly (readonly [string, string])[], current: string, choose: (value: string) => void): HTMLElement {
  const options = choices.map(([value, text]) => h('option', { attributes: { value, ...(value === current ? { selected: '' } : {}) } }, text));
  const select: HTMLSelectElement = h('select', { label, on: { change: () => choose(select.value) } }, ...options);
  return h('label', { class: 'choice' }, h('span', { class: 'muted' }, label), select);
}

export function toggle(text: string, title: string, on: boolean, flip: () => void): HTMLElement {
  const one = button(text, title, flip);
  one.className = 'toggle';
  one.setAttribute('aria-pressed', String(on));
  return one;
}

// A button that opens the browser's dialog for files.
export function fileChoice(text: string, choose: (files: File[]) => void): HTMLLabelElement {
  const input: HTMLInputElement = h('input', { type: 'file', attributes: { accept: '.tlview,.json,.html' }, on: { change: () => choose([...(input.files ?? [])]) } });
  const title = 'A .tlview file, a report.json or a page of tlscope view; dropping it on the page does the same';
  return h('label', { class: 'choose-file', title }, text, input);
}

// A choice to be taken away: its cross stays in sight however long the text is.
export function chip(text: string, title: string, remove: () => void): HTMLElement {
  const one = button('', title, remove);
  one.classList.add('chip');
  one.replaceChildren(h('span', {}, text), ' ×');
  return one;
}
