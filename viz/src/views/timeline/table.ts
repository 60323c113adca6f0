// SPDX-License-Identifier: MIT
// The charts' figures and the moments as tables, for readers of the page's text.
import { h } from '../../lib/dom';
import { bytes, count, time } from '../../lib/format';
import { largest } from '../../lib/series';
import type { App } from '../../state/app';
import { asTable } from '../as_table';
import { placeLink } from '../detail/stack';
import type { Moment } from './events';
import type { Track } from './layers';

const MOST = 500;

function table(columns: readonly string[], rows: HTMLElement[]): HTMLElement {
  const head = h('tr', {}, ...columns.map((text) => h('th', { attributes: { scope: 'col' } }, text)));
  return h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows));
}

function seriesRows({ title, chart }: Track): HTMLElement[] {
  const words = chart.unit === 'bytes' ? bytes : count;
  return chart.layers.map((layer) => {
    const most = largest(layer.values);
    const when = layer.values.findIndex((value) => value === most);
    return h(
      'tr',
      { attributes: { 'data-series': layer.name } },
      h('th', { attributes: { scope: 'row' } }, `${title}: ${layer.label}`),
      h('td', {}, words(most)),
      h('td', {}, time(chart.times[when] ?? 0)),
      h('td', {}, words(layer.values[layer.values.length - 1] ?? 0)),
    );
  });
}

function momentRow(app: App, moment: Moment): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { attributes: { scope: 'row' } }, moment.text),
    h('td', {}, moment.what),
    h('td', {}, time(moment.time)),
    h('td', {}, placeLink(app, moment.site)),
  );
}

export function timelineTables(app: App, tracks: readonly Track[], moments: readonly Moment[]): HTMLElement {
  const left = moments.length - MOST;
  return asTable(
    app,
    'timeline',
    'All this as tables',
    table(['Series', 'Most', 'At', 'At the end'], tracks.flatMap((track) => seriesRows(track))),
    moments.length === 0 ? null : table(['Moment', 'What', 'At', 'Where'], moments.slice(0, MOST).map((moment) => momentRow(app, moment))),
    left > 0 ? h('p', {}, `and ${count(left)} moments more`) : null,
  );
}
