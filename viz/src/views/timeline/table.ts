// SPDX-License-Identifier: MIT
// The charts' figures as a table, for readers of the page's text.
import type { Overview } from '../../engine/overview';
import { h } from '../../lib/dom';
import { bytes, count, time } from '../../lib/format';
import { largest } from '../../lib/series';
import type { Track } from './layers';

export function seriesTable(overview: Overview, tracks: readonly Track[]): HTMLElement {
  const rows = tracks.flatMap(({ title, chart }) =>
    chart.layers.map((layer) => {
      const words = chart.unit === 'bytes' ? bytes : count;
      const most = largest(layer.values);
      const when = layer.values.findIndex((value) => value === most);
      return h(
        'tr',
        { attributes: { 'data-series': layer.name } },
        h('th', { attributes: { scope: 'row' } }, `${title}: ${layer.label}`),
        h('td', {}, words(most)),
        h('td', {}, time(overview.series.time[when] ?? 0)),
        h('td', {}, words(layer.values[layer.values.length - 1] ?? 0)),
      );
    }),
  );
  const head = h('tr', {}, ...['Series', 'Most', 'At', 'At the end'].map((text) => h('th', { attributes: { scope: 'col' } }, text)));
  return h(
    'details',
    { class: 'as-table' },
    h('summary', {}, 'These series as a table'),
    h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)),
  );
}
