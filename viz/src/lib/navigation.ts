// SPDX-License-Identifier: MIT
// Moving through time by wheel and keys, alike in all views over time.
import type { App } from '../state/app';
import { pan, windowOf, zoom } from '../state/window';
import { toValue, type Scale } from './scale';

const WHEEL_STEP = 0.0016;
const LINE = 16; // pixels of a wheel that counts in lines
const KEY_ZOOM = 1.4;
const KEY_PAN = 0.15;

export function wheelPixels(event: WheelEvent): { x: number; y: number } {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
  const sideways = event.shiftKey && event.deltaX === 0;
  return { x: (sideways ? event.deltaY : event.deltaX) * unit, y: sideways ? 0 : event.deltaY * unit };
}

export function wheelTime(app: App, scale: Scale, event: WheelEvent, pixel: number): void {
  const { x, y } = wheelPixels(event);
  if (y !== 0) {
    zoom(app, Math.exp(y * WHEEL_STEP), toValue(scale, pixel));
  }
  if (x !== 0) {
    pan(app, (x / scale.width) * (scale.to - scale.from));
  }
}

export function installTimeNavigation(element: HTMLElement, app: App, scaleNow: () => Scale): () => void {
  const wheel = (event: WheelEvent): void => {
    if (windowOf(app).from === 0 && app.store.get().window === null && event.deltaY > 0 && !event.shiftKey) {
      return; // nothing to zoom out of: the page scrolls
    }
    event.preventDefault();
    wheelTime(app, scaleNow(), event, event.clientX - element.getBoundingClientRect().left);
  };
  element.addEventListener('wheel', wheel, { passive: false });
  return () => element.removeEventListener('wheel', wheel);
}

export function timeKey(app: App, key: string): boolean {
  const { from, to } = windowOf(app);
  const { cursor } = app.store.get();
  const centre = cursor !== null && cursor >= from && cursor <= to ? cursor : (from + to) / 2;
  const actions: Record<string, () => void> = {
    w: () => zoom(app, 1 / KEY_ZOOM, centre),
    s: () => zoom(app, KEY_ZOOM, centre),
    a: () => pan(app, -(to - from) * KEY_PAN),
    d: () => pan(app, (to - from) * KEY_PAN),
    ArrowLeft: () => pan(app, -(to - from) * KEY_PAN),
    ArrowRight: () => pan(app, (to - from) * KEY_PAN),
  };
  actions[key]?.();
  return actions[key] !== undefined;
}
