// SPDX-License-Identifier: MIT
// What a view is to the page.
import type { App } from '../state/app';
import type { Key } from '../state/store';

export interface Mounted {
  update(changed: ReadonlySet<Key>): void; // the store changed
  redraw?(): void; // the theme changed
  key?(event: KeyboardEvent): boolean; // true: the key was for this view
  unmount(): void;
}

export interface View {
  id: string; // in the URL
  title: string; // of its tab
  strip: boolean; // the timeline strip stands above it
  keys?: readonly (readonly [string, string])[]; // for the help
  mount(element: HTMLElement, app: App): Mounted;
}
