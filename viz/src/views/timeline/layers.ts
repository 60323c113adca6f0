// SPDX-License-Identifier: MIT
// Which series make which chart.
import { hasTotalsOnly, type Overview } from '../../engine/overview';
import type { Series } from '../../format/tables';
import { KINDS } from '../../format/values';
import { makeChart, type Chart, type Layer } from '../../lib/chart';
import type { ColourName } from '../../lib/palette';
import { KIND_COLOURS } from '../../lib/palette';
import { largest } from '../../lib/series';
import { devicesOf, hasDevices } from '../../state/devices';

export interface Track {
  id: string;
  title: string;
  chart: Chart;
}

type Wanted = readonly [series: string, label: string, colour: ColourName];

const BY_KIND = [2, 1, 3, 0]; // tensors at the bottom: they are the most

function byKind(prefix: string): Wanted[] {
  return BY_KIND.map((kind) => [`${prefix}.${KINDS[kind]}`, KINDS[kind], KIND_COLOURS[kind]] as const);
}

// Series that the data has and that are not 0 throughout.
function layers({ values }: Series, wanted: readonly Wanted[]): Layer[] {
  return wanted
    .filter(([name]) => values[name] !== undefined && largest(values[name]) > 0)
    .map(([name, label, colour]) => ({ name, label, colour, values: values[name] }));
}

export function liveBytes(series: Series): Chart {
  return makeChart(series.time, layers(series, byKind('bytes')), 'bytes');
}

// What the process's memory is made of (tools/analyse/footprint.def).
const MEMORY: readonly Wanted[] = [
  ['memory.live', "TL's live objects", '--tensor'],
  ['memory.pool', 'pool', '--pooled'],
  ['memory.buffers', 'slot buffers', '--buffer'],
  ['memory.quarantine', 'quarantine', '--deferred'],
  ['memory.malloc', 'other malloc', '--struct'],
  ['memory.unused', 'free in malloc', '--vector'],
  ['memory.own', "tlscope's", '--depth'],
  ['memory.files', 'files', '--host'],
  ['memory.shared', 'shared', '--metal'],
  ['memory.other', 'none of these', '--leak'],
];

// `devices`: a bit for each that is shown.
export function tracksOf(overview: Overview, series: Series, devices: number): Track[] {
  const track = (id: string, title: string, wanted: readonly Wanted[], unit: 'bytes' | 'count', line = false): Track => ({
    id,
    title,
    chart: makeChart(series.time, layers(series, wanted), unit, line),
  });
  const when = hasTotalsOnly(overview) ? ' when totals were told' : '';
  const all = [
    track('bytes', `Live bytes${when}`, byKind('bytes'), 'bytes'),
    track('objects', `Live objects${when}`, byKind('objects'), 'count'),
    track(
      'held',
      'Pool and slot buffers',
      [
        ['pooled.bytes', 'pooled', '--pooled'],
        ['buffer.bytes', 'slot buffers', '--buffer'],
      ],
      'bytes',
    ),
    track(
      'device',
      'By device',
      (hasDevices(overview) ? devicesOf(overview) : [])
        .filter(({ number }) => ((devices >> number) & 1) === 1)
        .map(({ series, name, colour }): Wanted => [series, name, colour]),
      'bytes',
    ),
    track('memory', 'Memory of the process', MEMORY, 'bytes'),
    track('rss', 'Resident set', [['rss', 'RSS', '--rss']], 'bytes', true),
    track('depth', 'Scope depth', [['scope.depth', 'depth', '--depth']], 'count'),
  ];
  return all.filter((one) => one.chart.layers.length > 0);
}
