// SPDX-License-Identifier: MIT
// A place of the program, in the panel.
import { button, h } from '../../lib/dom';
import type { App } from '../../state/app';
import { siteLabel, siteSource } from '../../state/names';
import { stackList } from './stack';

export function siteDetail(app: App, site: number): Promise<Node[]> {
  const source = siteSource(app.overview, site);
  const stack = stackList(app, site);
  const nodes: (Node | null)[] = [
    h('h2', {}, siteLabel(app.overview, site)),
    source === '' ? null : h('p', { class: 'source' }, source),
    h('p', {}, button('Show only its objects', 'Filter every view to objects that were made here', () => app.store.set({ site }))),
    stack === null ? null : h('h3', {}, 'Called by'),
    stack,
  ];
  return Promise.resolve(nodes.filter((node): node is Node => node !== null));
}
