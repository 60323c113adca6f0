// SPDX-License-Identifier: MIT
// Dragging a range over a time axis: press and drag makes one, its ends can be dragged, a click sets the cursor,
// a double click takes the range away.
import type { Store } from '../state/store';
import { clamp, toPixel, toValue, type Scale } from './scale';

const GRIP = 5; // pixels
const CLICK = 3;

interface Drag {
  anchor: number; // the end that stays, a time
  startX: number;
  moved: boolean;
}

export function installBrush(element: HTMLElement, store: Store, scaleNow: () => Scale): () => void {
  let drag: Drag | null = null;

  const pixel = (event: MouseEvent): number => event.clientX - element.getBoundingClientRect().left;
  const timeAt = (x: number): number => {
    const scale = scaleNow();
    return clamp(toValue(scale, x), scale.from, scale.to);
  };
  // The time of the other end of the range, if the pointer is at one end.
  const otherEnd = (x: number): number | null => {
    const { range } = store.get();
    if (range === null) {
      return null;
    }
    const scale = scaleNow();
    if (Math.abs(x - toPixel(scale, range.from)) <= GRIP) {
      return range.to;
    }
    return Math.abs(x - toPixel(scale, range.to)) <= GRIP ? range.from : null;
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) {
      return;
    }
    const x = pixel(event);
    drag = { anchor: otherEnd(x) ?? timeAt(x), startX: x, moved: false };
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const x = pixel(event);
    element.classList.toggle('at-edge', drag === null && otherEnd(x) !== null);
    if (drag === null) {
      return;
    }
    drag.moved ||= Math.abs(x - drag.startX) >= CLICK;
    if (drag.moved) {
      const time = timeAt(x);
      const range = { from: Math.min(drag.anchor, time), to: Math.max(drag.anchor, time) };
      store.set({ range: range.from < range.to ? range : null });
    }
  };
  const up = (event: PointerEvent): void => {
    if (drag !== null && !drag.moved) {
      store.set({ cursor: timeAt(pixel(event)) });
    }
    drag = null;
  };
  const clear = (): void => store.set({ range: null });

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('dblclick', clear);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('dblclick', clear);
  };
}
