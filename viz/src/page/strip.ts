// SPDX-License-Identifier: MIT
// The timeline strip above the views: live bytes over the whole trace, to brush a range on.
import type { Course } from '../engine/overview';
import { Backdrop } from '../lib/backdrop';
import { drawChart } from '../lib/chart';
import { drawTimeAxis, FONT } from '../lib/axis';
import { installBrush } from '../lib/brush';
import { h } from '../lib/dom';
import { bytes } from '../lib/format';
import { drawCursor, drawPeak, drawRange } from '../lib/overlay';
import { Surface, type Frame } from '../lib/surface';
import { toPixel, type Scale } from '../lib/scale';
import { largest } from '../lib/series';
import type { App } from '../state/app';
import { chosenCourse, courseShown } from '../state/course';
import type { Key } from '../state/store';
import { liveBytes } from '../views/timeline/layers';
import { rangeLine } from './range_line';

const AXIS = 18;
const ROOM = 100; // pixels left of the axis, in which the title has a place of its own

export interface Strip {
  element: HTMLElement;
  update(changed: ReadonlySet<Key>): void;
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
  const shown = (): Course => (overview.reportAlone ? courseShown(app) : overview); // a report alone has none of all processes
  let chosen = chosenCourse(app);
  let course = shown();
  let chart = liveBytes(course.series);
  const backdrop = new Backdrop();
  const surface: Surface = new Surface(plot, draw);
  const scale = (): Scale => {
    const { left } = plot.getBoundingClientRect();
    const { extent } = app.axis;
    const own = { from: 0, to: overview.duration };
    return extent === null ? { ...own, left: 0, width: surface.width } : { ...own, left: extent.left - left, width: extent.right - extent.left };
  };
  app.axis.follow(() => surface.invalidate());
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

  function drawTitle(context: CanvasRenderingContext2D): void {
    context.font = FONT;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = app.palette['--text'];
    context.fillText('Live bytes', 4, 8);
    context.fillStyle = app.palette['--muted'];
    context.fillText(`max ${bytes(largest(chart.total))}`, 4, 22);
  }

  function draw(frame: Frame): void {
    const now = scale();
    const height = frame.height - AXIS;
    backdrop.draw(frame, `${app.palette['--ground']} ${now.left} ${now.width} ${chosen}`, (context) => {
      drawChart(context, chart, now, 0, height, app.palette, false);
      drawTimeAxis(context, now, height, AXIS, app.palette);
      if (now.left >= ROOM) {
        drawTitle(context);
      }
    });
    drawRange(frame.context, now, 0, height, store.get(), app.palette);
    if (course.peak !== null) {
      drawPeak(frame.context, now, 0, height, course.peak.time, app.palette);
    }
    drawCursor(frame.context, now, 0, height, store.get(), app.palette);
    drawWindow(frame, now);
  }

  return {
    element,
    update: (changed) => {
      if (changed.has('options') && chosen !== chosenCourse(app)) {
        chosen = chosenCourse(app);
        course = shown();
        chart = liveBytes(course.series);
      }
      surface.invalidate();
      line.update();
    },
    remove: () => {
      uninstall();
      surface.remove();
    },
  };
}
