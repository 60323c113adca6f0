// SPDX-License-Identifier: MIT
// What is under the pointer, in words beside it.
import type { Hit } from '../../engine/queries/lanes';
import { fill, h } from '../../lib/dom';
import { bytes, time } from '../../lib/format';
import { staysWords } from './bar_table';

export class Tooltip {
  readonly element = h('div', { class: 'tooltip', role: 'tooltip' });

  constructor() {
    this.hide();
  }

  show(hit: Hit, x: number, y: number, width: number): void {
    fill(
      this.element,
      h('strong', {}, hit.title),
      h('span', {}, `${bytes(hit.size)}, ${hit.name.what === 'object' ? 'lived ' : ''}${time(hit.end - hit.begin)}${hit.stays ? ' until the end' : ''}`),
      h('span', {}, `${time(hit.begin)} – ${hit.stays ? staysWords(hit.name) : time(hit.end)}`),
      hit.where === '' ? null : h('span', {}, hit.where),
    );
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
