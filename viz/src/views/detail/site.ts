// SPDX-License-Identifier: MIT
// A place of the program, in the panel.
import { NO_FILTER } from '../../engine/filter';
import { button, h } from '../../lib/dom';
import type { App } from '../../state/app';
import { siteLabel, siteSource } from '../../state/names';
import { stackList } from './stack';

// Of places where objects were only held or freed there is nothing to show.
async function madeObjects(app: App, site: number): Promise<boolean> {
  if (app.overview.objects === 0) {
    return false;
  }
  const { measures } = await app.client.ask('groups', { by: ['kind'], filter: { ...NO_FILTER, site }, cursor: null });
  return measures.made.some((made) => made > 0);
}

export async function siteDetail(app: App, site: number): Promise<Node[]> {
  const source = siteSource(app.overview, site);
  const stack = stackList(app, site);
  const onlyIts = button('Show only its objects', 'Filter every view to objects that were made here', () => app.store.set({ site }));
  const nodes: (Node | null)[] = [
    h('h2', {}, siteLabel(app.overview, site)),
    source === '' ? null : h('p', { class: 'source' }, source),
    (await madeObjects(app, site)) ? h('p', { class: 'actions' }, onlyIts) : null,
    stack === null ? null : h('h3', {}, 'Called by'),
    stack,
  ];
  return nodes.filter((node): node is Node => node !== null);
}
