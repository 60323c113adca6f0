// SPDX-License-Identifier: MIT
// What is under the pointer, in words beside it.
import type { Band } from '../../engine/lanes/layout';
import type { Hit } from '../../engine/queries/lanes';
import { fill, h } from '../../lib/dom';
import { bytes, count, momentOf, plural, time } from '../../lib/format';
import { staysWords } from './bar_table';

export class Tooltip {
  readonly element = h('div', { class: 'tooltip', role: 'tooltip' });

  constructor() {
    this.hide();
  }

  show(hit: Hit, x: number, y: number, width: number): void {
    const lasts = hit.end - hit.begin;
    fill(
      this.element,
      h('strong', {}, hit.title),
      h('span', {}, `${bytes(hit.size)}, ${hit.name.what === 'object' ? 'lived ' : ''}${time(lasts)}${hit.stays ? ' until the end' : ''}`),
      h('span', {}, `${momentOf(hit.begin, lasts)} – ${hit.stays ? staysWords(hit.name) : momentOf(hit.end, lasts)}`),
      hit.where === '' ? null : h('span', {}, hit.where),
    );
    this.place(x, y, width);
  }

  showBand({ title, bars, bytes: size, lanes }: Band, x: number, y: number, width: number): void {
    fill(this.element, h('strong', {}, title), h('span', {}, `${plural(bars, 'bar')}, ${bytes(size)}, at most ${count(lanes)} at once`));
    this.place(x, y, width);
  }

  private place(x: number, y: number, width: number): void {
    this.element.hidden = false;
    const right = x > width - 220;
    this.element.style.left = right ? '' : `${x + 14}px`;
    this.element.style.right = right ? `${width - x + 14}px` : '';
    this.element.style.top = `${y + 14}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
