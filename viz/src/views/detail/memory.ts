// SPDX-License-Identifier: MIT
// A residency in the pool and a slot buffer, in the panel.
import { h } from '../../lib/dom';
import { address, count, exactBytes, momentOf, time } from '../../lib/format';
import type { App } from '../../state/app';
import { deviceName } from '../../state/devices';
import { factList } from './facts';
import { placeLink } from './stack';

function ended(end: number, lasts: number, otherwise: string): string {
  return end === 0 ? otherwise : momentOf(end, lasts);
}

export async function residencyDetail(app: App, row: number): Promise<Node[]> {
  const one = await app.client.ask('residency', { row });
  if (one === null) {
    return [h('p', {}, 'This trace has no such residency.')];
  }
  const waited = (one.end || app.overview.duration) - one.begin;
  const facts = factList([
    ['Address', address(one.address)],
    ['Size', exactBytes(one.size)],
    ['Device', deviceName(app.overview, one.device)],
    one.object === 0 ? null : ['Tensor', count(one.object)],
    ['Pooled', momentOf(one.begin, waited)],
    ['Taken', ended(one.end, waited, 'still in the pool at the end')],
    ['Waited', time(waited)],
    ['Put by', placeLink(app, one.put)],
    one.taken === 0 ? null : ['Taken by', placeLink(app, one.taken)],
  ]);
  return [h('h2', {}, h('span', { class: 'swatch pooled' }), ' waiting in the pool'), facts];
}

// `part`: which of a buffer's two bars is selected.
export async function bufferDetail(app: App, row: number, part: 'buffer' | 'deferred'): Promise<Node[]> {
  const one = await app.client.ask('buffer', { row });
  if (one === null) {
    return [h('p', {}, 'This trace has no such buffer.')];
  }
  const end = one.end || app.overview.duration;
  const lasts = one.deferred === 0 ? end - one.begin : Math.min(one.deferred - one.begin, end - one.deferred);
  const facts = factList([
    ['Address', address(one.address)],
    ['Size', exactBytes(one.bytes)],
    ['Slot', String(one.slot)],
    ['Frame', count(one.frame)],
    ['Made', momentOf(one.begin, lasts)],
    one.deferred === 0 ? null : ['Deferred', `${momentOf(one.deferred, lasts)}: a larger buffer replaced it`],
    ['Freed', ended(one.end, lasts, 'still there at the end')],
    one.deferred === 0 ? null : ['Unused for', time(end - one.deferred)],
    ['Asked for at', placeLink(app, one.site)],
  ]);
  const words = ` buffer of slot ${one.slot}${part === 'deferred' ? ', deferred' : ''}`;
  return [h('h2', {}, h('span', { class: `swatch ${part}` }), words), facts];
}
