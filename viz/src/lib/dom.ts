// SPDX-License-Identifier: MIT
// Elements are made here and nowhere else: text becomes text nodes, never markup.
import { visible } from './text';

type Child = Node | string | number | null | false | undefined;
type Handlers = { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

export interface Properties {
  class?: string;
  id?: string;
  title?: string;
  type?: string;
  role?: string;
  label?: string; // aria-label
  attributes?: Record<string, string>;
  on?: Handlers;
}

function children(parent: Element, list: Child[]): void {
  for (const child of list) {
    if (child instanceof Node) {
      parent.append(child);
    } else if (child !== null && child !== undefined && child !== false) {
      parent.append(document.createTextNode(visible(String(child))));
    }
  }
}

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...list: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  const { class: className, id, title, type, role, label, attributes, on } = properties;
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) {
      element.setAttribute(name, value);
    }
  };
  set('class', className);
  set('id', id);
  set('title', title === undefined ? undefined : visible(title));
  set('type', type);
  set('role', role);
  set('aria-label', label === undefined ? undefined : visible(label));
  for (const [name, value] of Object.entries(attributes ?? {})) {
    set(name, value);
  }
  for (const [name, handler] of Object.entries(on ?? {})) {
    element.addEventListener(name, handler as EventListener);
  }
  children(element, list);
  return element;
}

const FOCUSABLE = 'button, input, select, summary, [tabindex]';

function nameOf(element: Element): string {
  return `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`;
}

// What took the place of the element at `at` of those before: its like, else what stands there.
function successor(before: readonly Element[], at: number, after: readonly HTMLElement[]): HTMLElement | undefined {
  const name = nameOf(before[at]);
  const there = after.length === before.length ? after[at] : undefined;
  return there !== undefined && nameOf(there) === name ? there : (after.find((one) => nameOf(one) === name) ?? there);
}

// The focus stays with what is made anew: who presses a button by key wants to press it, or the next, again.
export function fill(parent: Element, ...list: Child[]): void {
  const active = document.activeElement;
  const before = parent.contains(active) ? [...parent.querySelectorAll(FOCUSABLE)] : [];
  const at = before.findIndex((one) => one === active);
  parent.replaceChildren();
  children(parent, list);
  if (at >= 0) {
    successor(before, at, [...parent.querySelectorAll<HTMLElement>(FOCUSABLE)])?.focus({ preventScroll: true });
  }
}

export function button(text: string, title: string, press: () => void): HTMLButtonElement {
  return h('button', { type: 'button', title, on: { click: press } }, text);
}
