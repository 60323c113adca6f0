// SPDX-License-Identifier: MIT
// One lifetime, in the panel: figures, where it was made and freed, its ledger, its stack.
import type { ObjectDetail } from '../../engine/queries/object';
import type { Tick } from '../../engine/queries/ticks';
import { ALIVE, FATES, KINDS, LEDGER } from '../../format/values';
import { button, h } from '../../lib/dom';
import { address, count, exactBytes, momentOf, time } from '../../lib/format';
import type { App } from '../../state/app';
import { deviceName, streamName } from '../../state/devices';
import { siteSource } from '../../state/names';
import { factList } from './facts';
import { placeLink, stackList } from './stack';

function figures(app: App, object: ObjectDetail): HTMLElement {
  const { strings, processes, names } = app.overview;
  const alive = object.end === ALIVE;
  const lived = object.death - object.birth;
  const source = siteSource(app.overview, object.site);
  return factList([
    ['Address', object.address === 0 ? '–' : address(object.address)],
    ['Size', exactBytes(object.size)],
    ['Born', momentOf(object.birth, lived)],
    ['Ended', alive ? 'alive at the end' : `${momentOf(object.death, lived)}, ${FATES[object.end] ?? 'ended'}`],
    ['Lifetime', `${time(lived)}${alive ? ' until the end' : ''}`],
    object.verdict === 0 ? null : ['Verdict', names.verdict?.[object.verdict] ?? `verdict ${object.verdict}`],
    ['Made at', placeLink(app, object.site)],
    source === '' ? null : ['Line', source],
    object.freed === 0 ? null : ['Freed at', placeLink(app, object.freed)],
    object.device === 0 ? null : ['Device', deviceName(app.overview, object.device)],
    object.stream === 0 ? null : ['Made on stream', streamName(object.stream)],
    object.thread === 0 ? null : ['Thread', String(object.thread)],
    processes.length < 2 ? null : ['Process', `${processes[object.process]?.pid ?? object.process}`],
    object.name === 0 ? null : ['Name', strings[object.name] ?? ''],
  ]);
}

function ledger(app: App, ticks: readonly Tick[]): HTMLElement {
  const head = ['Time', 'What', 'Count', 'Where'].map((text) => h('th', { attributes: { scope: 'col' } }, text));
  const gaps = ticks.map((tick, i) => tick.time - (ticks[i - 1]?.time ?? 0)).filter((gap) => gap > 0);
  const least = Math.min(...gaps); // between two of them
  const rows = ticks.map((tick) =>
    h(
      'tr',
      {},
      h('td', {}, momentOf(tick.time, least)),
      h('td', {}, LEDGER[tick.what] ?? `operation ${tick.what}`),
      h('td', { class: 'number' }, count(tick.count)),
      h('td', {}, placeLink(app, tick.site)),
    ),
  );
  return h('table', { class: 'ledger' }, h('caption', {}, 'Ledger'), h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

export async function objectDetail(app: App, row: number): Promise<Node[]> {
  const object = await app.client.ask('object', { row });
  if (object === null) {
    return [h('p', {}, 'This trace has no such object.')];
  }
  const kind = KINDS[object.kind] ?? 'object';
  const stack = stackList(app, object.site);
  const nodes: (Node | null)[] = [
    h('h2', {}, h('span', { class: `swatch ${kind}` }), ` ${kind} ${object.number === 0 ? '' : count(object.number)}`),
    figures(app, object),
    h(
      'p',
      { class: 'actions' },
      button('Zoom to it', 'Show its lifetime in views over time', () => {
        const margin = Math.max(10, (object.death - object.birth) * 0.1);
        app.store.set({ window: { from: Math.max(0, object.birth - margin), to: Math.min(app.overview.duration, object.death + margin) } });
      }),
      button('Filter to its lifetime', 'Make its lifetime the range', () =>
        app.store.set({ range: { from: object.birth, to: Math.max(object.death, object.birth + 1) } }),
      ),
      object.site === 0 ? null : button('Only its place', 'Show only objects made at the same place', () => app.store.set({ site: object.site })),
    ),
    object.ticks.length === 0 ? h('p', { class: 'muted' }, 'No ledger was kept of this object.') : ledger(app, object.ticks),
    stack === null ? null : h('h3', {}, 'Stack where it was made'),
    stack,
  ];
  return nodes.filter((node): node is Node => node !== null);
}
