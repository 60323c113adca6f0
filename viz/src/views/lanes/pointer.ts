// SPDX-License-Identifier: MIT
// Pointer and wheel over lanes: drag moves, wheel zooms time (with ctrl or alt: lanes; with shift: moves), a click selects.
// Two fingers zoom.
import { wheelPixels, wheelTime } from '../../lib/navigation';
import { toValue, type Scale } from '../../lib/scale';
import type { App } from '../../state/app';
import { pan, zoom } from '../../state/window';
import type { Viewport } from './viewport';

const CLICK = 4; // pixels that a click may move
const LANE_WHEEL = 0.003;

export interface PointerTarget {
  app: App;
  viewport: Viewport;
  top: number; // of the lanes, in the element
  scale: () => Scale;
  moved: () => void; // lanes, not time
  hover: (point: { x: number; y: number } | null) => void;
  click: (point: { x: number; y: number }) => void;
}

interface Point {
  x: number;
  y: number;
}

export function installPointer(element: HTMLElement, target: PointerTarget): () => void {
  const { app, viewport, top, scale } = target;
  const fingers = new Map<number, Point>();
  let travelled = 0;

  const pointOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top - top };
  };
  const drag = (before: Point, now: Point): void => {
    const { from, to, width } = scale();
    viewport.scrollTo(viewport.first - (now.y - before.y) / viewport.laneHeight);
    pan(app, -((now.x - before.x) / width) * (to - from));
    target.moved();
  };
  const pinch = (id: number, now: Point): void => {
    const [still] = [...fingers].filter(([other]) => other !== id).map(([, point]) => point);
    const before = fingers.get(id) as Point;
    const spread = (a: Point): number => Math.max(10, Math.hypot(a.x - still.x, a.y - still.y));
    zoom(app, spread(before) / spread(now), toValue(scale(), (still.x + now.x) / 2));
  };
  const down = (event: PointerEvent): void => {
    if (event.button === 0) {
      fingers.set(event.pointerId, pointOf(event));
      travelled = 0;
      element.setPointerCapture(event.pointerId);
    }
  };
  const move = (event: PointerEvent): void => {
    const now = pointOf(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      target.hover(now);
      return;
    }
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (travelled >= CLICK) {
      target.hover(null);
      if (fingers.size === 1) {
        drag(before, now);
      } else {
        pinch(event.pointerId, now);
      }
    }
    fingers.set(event.pointerId, now);
  };
  const up = (event: PointerEvent): void => {
    if (fingers.delete(event.pointerId) && travelled < CLICK && event.type === 'pointerup') {
      target.click(pointOf(event));
    }
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = pointOf(event);
    if (event.ctrlKey || event.altKey) {
      viewport.zoom(Math.exp(-wheelPixels(event).y * LANE_WHEEL), y);
      target.moved();
    } else {
      wheelTime(app, scale(), event, x);
    }
  };
  const leave = (): void => target.hover(null);

  const listeners: [string, EventListener][] = [
    ['pointerdown', down as EventListener],
    ['pointermove', move as EventListener],
    ['pointerup', up as EventListener],
    ['pointercancel', up as EventListener],
    ['pointerleave', leave],
    ['wheel', wheel as EventListener],
  ];
  listeners.forEach(([name, listener]) => element.addEventListener(name, listener, { passive: false }));
  return () => listeners.forEach(([name, listener]) => element.removeEventListener(name, listener));
}
