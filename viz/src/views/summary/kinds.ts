// SPDX-License-Identifier: MIT
// Objects by kind, of those that range and filters leave.
import type { Measure } from '../../engine/measures';
import { KINDS } from '../../format/values';
import { h } from '../../lib/dom';
import { plural } from '../../lib/format';
import type { App } from '../../state/app';
import { groupsOfBoth, knownIn, type Both } from '../../state/both';
import { measureText, signedText } from '../../state/columns';
import { hasSelection } from './recording';

const PAIRS: readonly [string, Measure, Measure][] = [
  ['Made', 'made', 'madeBytes'],
  ['At the peak', 'peak', 'peakBytes'],
  ['At the cursor', 'cursor', 'cursorBytes'],
  ['At the end', 'kept', 'keptBytes'],
  ['Leaked', 'leaked', 'leakedBytes'],
];

type Values = (measure: Measure) => number;

function valuesOf(side: Both['second'], kind: number | null): Values {
  return (measure) => {
    const { keys, measures } = side?.groups ?? { keys: [[]], measures: null };
    return Array.from(keys[0]).reduce((sum, key, g) => sum + (kind === null || key === kind ? (measures?.[measure][g] ?? 0) : 0), 0);
  };
}

function row(both: Both, title: string, kind: number | null, pairs: typeof PAIRS): HTMLElement | null {
  const [first, second] = [valuesOf(both.first, kind), valuesOf(both.second, kind)];
  if (first('made') + second('made') === 0 && kind !== null) {
    return null;
  }
  const cell = (measure: Measure): HTMLElement => {
    const change = second(measure) - first(measure);
    const words = both.second === null || change === 0 ? null : h('span', { class: `change-figure ${change > 0 ? 'more' : 'less'}` }, signedText(measure, change));
    return h('td', { class: 'number' }, measureText(measure, first(measure)), words);
  };
  const swatch = kind === null ? null : h('span', { class: `swatch ${title}` });
  const cells = pairs.flatMap(([, objects, size]) => [cell(objects), cell(size)]);
  return h('tr', { class: kind === null ? 'total' : '' }, h('th', { attributes: { scope: 'row' } }, swatch, title), ...cells);
}

export async function kindTable(app: App): Promise<HTMLElement> {
  const asked = await groupsOfBoth(app, ['kind']);
  const both = knownIn(asked, 'made') ? asked : { ...asked, second: null };
  const { cursor } = app.store.get();
  const pairs = PAIRS.filter(([, measure]) => measure !== 'cursor' || cursor !== null);
  const rows = [...KINDS.map((name, kind) => row(both, name, kind, pairs)), row(both, 'all', null, pairs)];
  const head = [
    h('th', {}),
    ...pairs.map(([title]) => h('th', { class: 'number', attributes: { scope: 'colgroup', colspan: '2' } }, title)),
  ];
  const shown = valuesOf(both.first, null)('made');
  const all = hasSelection(app.overview) ? 'Objects looked at' : 'All objects';
  const caption = shown === app.overview.objects ? all : `${plural(shown, 'object')} of the range and filters above`;
  return h(
    'div',
    { class: 'wide' },
    h('table', { class: 'kinds' }, h('caption', {}, caption), h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
  );
}
