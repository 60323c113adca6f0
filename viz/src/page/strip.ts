// SPDX-License-Identifier: MIT
// The timeline strip above the views: live bytes over the whole trace, to brush a range on.
import { Backdrop } from '../lib/backdrop';
import { drawChart } from '../lib/chart';
import { drawTimeAxis } from '../lib/axis';
import { installBrush } from '../lib/brush';
import { h } from '../lib/dom';
import { drawCursor, drawPeak, drawRange } from '../lib/overlay';
import { Surface, type Frame } from '../lib/surface';
import { toPixel, type Scale } from '../lib/scale';
import type { App } from '../state/app';
import { liveBytes } from '../views/timeline/layers';
import { rangeLine } from './range_line';

const AXIS = 18;

export interface Strip {
  element: HTMLElement;
  update(): void;
  remove(): void;
}

export function makeStrip(app: App): Strip {
  const { overview, store } = app;
  const plot = h('div', {
    class: 'strip-plot',
    role: 'img',
    label: 'Live bytes over the whole trace. Drag to choose a range; keys [ and ] move its ends.',
  });
  const line = rangeLine(app);
  const element = h('section', { class: 'strip', label: 'Range' }, plot, line.element);
  const chart = liveBytes(overview);
  const backdrop = new Backdrop();
  const surface: Surface = new Surface(plot, draw);
  const scale = (): Scale => ({ from: 0, to: overview.duration, left: 0, width: surface.width });
  const uninstall = installBrush(plot, store, scale);

  function drawWindow(frame: Frame, now: Scale): void {
    const { window } = store.get();
    if (window === null) {
      return;
    }
    frame.context.strokeStyle = app.palette['--text'];
    frame.context.lineWidth = 1;
    const x = Math.round(toPixel(now, window.from)) + 0.5;
    const width = Math.max(2, Math.round(toPixel(now, window.to)) - x);
    frame.context.strokeRect(x, 0.5, width, frame.height - AXIS - 1);
  }

  function draw(frame: Frame): void {
    const now: Scale = { from: 0, to: overview.duration, left: 0, width: frame.width };
    const height = frame.height - AXIS;
    backdrop.draw(frame, app.palette['--ground'], (context) => {
      drawChart(context, chart, now, 0, height, app.palette, false);
      drawTimeAxis(context, now, height, AXIS, app.palette);
    });
    drawRange(frame.context, now, 0, height, store.get(), app.palette);
    if (overview.peak !== null) {
      drawPeak(frame.context, now, 0, height, overview.peak.time, app.palette);
    }
    drawCursor(frame.context, now, 0, height, store.get(), app.palette);
    drawWindow(frame, now);
  }

  return {
    element,
    update: () => {
      surface.invalidate();
      line.update();
    },
    remove: () => {
      uninstall();
      surface.remove();
    },
  };
}
