// SPDX-License-Identifier: MIT
// What each device held, as the report tells; nothing where all was on the CPU.
import type { Overview } from '../../engine/overview';
import type { DeviceFigures } from '../../format/report';
import { h } from '../../lib/dom';
import { bytes, count } from '../../lib/format';
import type { App } from '../../state/app';
import { partsOf } from '../../state/parts';

// The figures of all processes: peaks are of different times, and make no sum.
function figuresOf(overview: Overview): Map<string, DeviceFigures> {
  const all = new Map<string, DeviceFigures>();
  for (const [name, figures] of partsOf(overview).flatMap(({ process }) => Object.entries(process.summary.by_device ?? {}))) {
    const sum = { ...all.get(name) };
    for (const [figure, value] of Object.entries(figures)) {
      const before = sum[figure] ?? 0;
      sum[figure] = figure.startsWith('peak') ? Math.max(before, value) : before + value;
    }
    all.set(name, sum);
  }
  return all;
}

const PAIRS: readonly [string, string][] = [
  ['Made', 'made'],
  ['At its own peak', 'peak'],
  ['At the end', 'end'],
  ['Leaked', 'leaked'],
  ['In the pool at the end', 'pooled'],
];

function row(name: string, figures: DeviceFigures): HTMLElement {
  const cell = (text: string): HTMLElement => h('td', { class: 'number' }, text);
  const cells = PAIRS.flatMap(([, what]) => [cell(count(figures[`${what}_objects`] ?? 0)), cell(bytes(figures[`${what}_bytes`] ?? 0))]);
  return h('tr', {}, h('th', { attributes: { scope: 'row' } }, name), ...cells);
}

export function deviceTable({ overview }: App): HTMLElement | null {
  const rows = [...figuresOf(overview)].filter(([, figures]) => (figures.made_objects ?? 0) + (figures.pooled_objects ?? 0) > 0);
  if (rows.every(([name]) => name === 'cpu')) {
    return null;
  }
  const head = [h('th', {}), ...PAIRS.map(([title]) => h('th', { class: 'number', attributes: { scope: 'colgroup', colspan: '2' } }, title))];
  return h(
    'section',
    { class: 'by-device wide' },
    h('table', { class: 'kinds' }, h('caption', {}, 'By device'), h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows.map(([name, figures]) => row(name, figures)))),
  );
}
