// SPDX-License-Identifier: MIT
// Places in the report as links.
import type { Place } from '../../format/report';
import { h } from '../../lib/dom';
import type { App } from '../../state/app';
import type { Part } from '../../state/parts';

const MADE_BY_ANALYSIS = 2 ** 30; // sites from here on have no row

export function siteRow(app: App, part: Part, place: Place | undefined): number {
  const number = place?.number ?? 0;
  const row = part.siteBase + number;
  return number > 0 && number < MADE_BY_ANALYSIS && row < app.overview.sites.rows ? row : 0;
}

export function placeLink(app: App, part: Part, place: Place | undefined): HTMLElement | null {
  if (place === null || place === undefined) {
    return null;
  }
  const row = siteRow(app, part, place);
  if (row === 0) {
    return h('span', {}, place.text);
  }
  return h('button', { type: 'button', class: 'place', on: { click: () => app.store.set({ selection: { what: 'site', row } }) } }, place.text);
}
