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

export function fill(parent: Element, ...list: Child[]): void {
  parent.replaceChildren();
  children(parent, list);
}

export function button(text: string, title: string, press: () => void): HTMLButtonElement {
  return h('button', { type: 'button', title, on: { click: press } }, text);
}
