// SPDX-License-Identifier: MIT
// Places and stacks in words.
import { h } from '../../lib/dom';
import type { App } from '../../state/app';
import { baseName, siteLabel, siteSource, stackOf, type CodeFrame } from '../../state/names';

export function placeLink(app: App, site: number): HTMLElement {
  if (site === 0) {
    return h('span', { class: 'unknown-place' }, '–');
  }
  const label = siteLabel(app.overview, site);
  return h(
    'button',
    { type: 'button', class: 'place', title: siteSource(app.overview, site) || label, on: { click: () => app.store.set({ selection: { what: 'site', row: site } }) } },
    label,
  );
}

function frameLine(frame: CodeFrame): HTMLElement {
  const source = frame.file === '' ? baseName(frame.module) : `${baseName(frame.file)}${frame.line > 0 ? `:${frame.line}` : ''}`;
  return h(
    'li',
    {},
    h('span', { class: 'function' }, frame.function || '(unknown function)'),
    h('span', { class: 'source', title: frame.file || frame.module }, source),
  );
}

export function stackList(app: App, site: number): HTMLElement | null {
  const frames = stackOf(app.overview, site);
  return frames.length === 0 ? null : h('ol', { class: 'stack', label: 'Stack, innermost first' }, ...frames.map(frameLine));
}
