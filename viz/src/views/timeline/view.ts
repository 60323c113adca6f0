// SPDX-License-Identifier: MIT
// Timeline: every series as a track of its own, over the window that is zoomed to.
import { FONT, drawTimeAxis } from '../../lib/axis';
import { installBrush } from '../../lib/brush';
import { drawChart, type Chart } from '../../lib/chart';
import type { Course } from '../../engine/overview';
import { isMerged } from '../../format/report';
import { dropDown } from '../../lib/controls';
import { fill, h } from '../../lib/dom';
import { figureRow } from '../../lib/figures';
import { bytes, count, time } from '../../lib/format';
import { drawCursor, drawPeak, drawRange } from '../../lib/overlay';
import { installTimeNavigation, timeKey } from '../../lib/navigation';
import { toValue, type Scale } from '../../lib/scale';
import { largest, mostWithin, valueAt } from '../../lib/series';
import { Surface, type Frame } from '../../lib/surface';
import type { App } from '../../state/app';
import { chooseCourse, chosenCourse, courses, courseShown } from '../../state/course';
import { windowOf } from '../../state/window';
import type { Mounted, View } from '../view';
import { drawMoments, momentAt, momentsOf, type Moment } from './events';
import { tracksOf, type Track } from './layers';
import { timelineTables } from './table';

const AXIS = 22;
const TITLE = 18;
const GAP = 10;
const MOMENTS = 20; // pixels of their row
const REACH = 5;

function nothingOver({ overview: { report } }: App): string {
  return isMerged(report)
    ? 'Processes of a merged report have no time in common: the timeline of each is in the report that was merged, and in its recording. Open those to see them.'
    : 'This trace holds no series.';
}

class Tracks {
  private course: Course;
  private chosen = '';
  private tracks: Track[] = [];
  private readonly moments: Moment[];
  private readonly plot = h('div', { class: 'plot', role: 'img', label: 'Series over time; the table below tells their figures' });
  private readonly choice = h('div', {});
  private readonly figures = h('div', { class: 'figures' });
  private readonly tables = h('div', {});
  private readonly surface: Surface;
  private readonly removals: (() => void)[];
  private pointer: number | null = null;
  private moment: Moment | null = null; // under the pointer

  constructor(
    element: HTMLElement,
    private readonly app: App,
  ) {
    this.course = app.overview;
    this.moments = momentsOf(app.overview);
    element.append(this.choice, this.figures, this.plot, this.tables);
    this.arrange();
    if (this.tracks.length === 0) {
      fill(this.plot, h('p', { class: 'nothing' }, nothingOver(app)));
    }
    this.surface = new Surface(this.plot, (frame) => this.draw(frame));
    this.removals = [
      installBrush(this.plot, app.store, () => this.scale(this.surface.width)),
      installTimeNavigation(this.plot, app, () => this.scale(this.surface.width)),
    ];
    this.plot.addEventListener('pointermove', (event) => this.point(event.offsetX));
    this.plot.addEventListener('pointerleave', () => this.point(null));
    this.showFigures();
  }

  // Anew when devices are shown or hidden, or another process is chosen.
  private arrange(): void {
    const choices = courses(this.app);
    this.chosen = chosenCourse(this.app);
    this.course = courseShown(this.app);
    const choose = (value: string): void => chooseCourse(this.app, value);
    fill(this.choice, choices.length > 0 && h('div', { class: 'toolbar' }, dropDown('Process', choices, this.chosen, choose)));
    this.tracks = tracksOf(this.app.overview, this.course.series, this.app.store.get().devices);
    this.plot.style.minHeight = `${this.tracks.length * 110 + this.bottom}px`;
    fill(this.tables, timelineTables(this.app, this.tracks, this.moments));
  }

  // Height of what stands below the tracks.
  private get bottom(): number {
    return AXIS + (this.moments.length === 0 ? 0 : MOMENTS);
  }

  private scale(width: number): Scale {
    return { ...windowOf(this.app), left: 0, width };
  }

  private point(x: number | null): void {
    const scale = this.scale(this.surface.width);
    this.pointer = x === null ? null : toValue(scale, x);
    this.moment = x === null ? null : momentAt(this.moments, scale, x, REACH);
    this.showFigures();
    this.surface.invalidate();
  }

  // What it was at that very moment; null where that is not told. A point is the most within its span.
  private atPeak({ layers }: Chart): number | null {
    const known = this.course.peak?.series ?? {};
    return layers.every(({ name }) => typeof known[name] === 'number') ? layers.reduce((sum, { name }) => sum + known[name], 0) : null;
  }

  // What every track is at the pointer, else at the cursor, else at most within the range, else at the peak, else at the end.
  private showFigures(): void {
    const { store, overview } = this.app;
    if (this.tracks.length === 0) {
      return;
    }
    const { range, cursor } = store.get();
    const at = this.pointer ?? cursor;
    const within = at === null ? range : null;
    const moment = at ?? this.course.peak?.time ?? overview.duration;
    const items = this.tracks.map(({ chart, title }) => {
      const { times, total, unit } = chart;
      const value = within !== null ? mostWithin(times, total, within.from, within.to) : ((at === null ? this.atPeak(chart) : null) ?? valueAt(times, total, moment));
      return [title, unit === 'bytes' ? bytes(value) : count(value)] as const;
    });
    const place = at !== null ? 'At' : this.course.peak === null ? 'At the end,' : 'At the peak,';
    const where = within !== null ? 'At most in the range' : `${place} ${time(moment)}`;
    const event = this.moment === null ? null : h('span', { class: 'event' }, this.moment.text);
    fill(this.figures, h('span', { class: 'moment' }, where), figureRow(items), event);
  }

  private drawTitle({ context, width }: Frame, track: Track, top: number): void {
    const { palette } = this.app;
    const { chart } = track;
    context.font = `600 ${FONT}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillStyle = palette['--text'];
    context.fillText(track.title, 4, top + TITLE / 2);
    let x = 16 + context.measureText(track.title).width;
    context.font = FONT;
    for (const layer of chart.layers) {
      if (x + 12 + context.measureText(layer.label).width > width) {
        context.fillStyle = palette['--muted'];
        context.fillText('…', x, top + TITLE / 2); // the table below tells them all
        x = width;
        break;
      }
      context.fillStyle = palette[layer.colour];
      context.fillRect(x, top + TITLE / 2 - 4, 8, 8);
      context.fillStyle = palette['--muted'];
      context.fillText(layer.label, x + 12, top + TITLE / 2);
      x += 26 + context.measureText(layer.label).width;
    }
    const most = largest(chart.total);
    context.textAlign = 'right';
    const label = `max ${chart.unit === 'bytes' ? bytes(most) : count(most)}`;
    if (width - context.measureText(label).width - 8 > x) {
      context.fillText(label, width - 4, top + TITLE / 2);
    }
  }

  private draw(frame: Frame): void {
    const { context, width, height } = frame;
    const { palette, store } = this.app;
    const scale = this.scale(width);
    const { left } = this.plot.getBoundingClientRect();
    this.app.axis.show({ left, right: left + width });
    const each = (height - this.bottom) / Math.max(1, this.tracks.length);
    this.tracks.forEach((track, i) => {
      const top = Math.round(i * each);
      drawChart(context, track.chart, scale, top + TITLE, each - TITLE - GAP, palette);
      context.fillStyle = palette['--line'];
      context.fillRect(0, Math.round(top + each - GAP), width, 1);
    });
    const plotHeight = height - this.bottom;
    drawMoments(context, this.moments, scale, plotHeight, this.bottom - AXIS, palette);
    drawRange(context, scale, 0, plotHeight, store.get(), palette);
    this.tracks.forEach((track, i) => this.drawTitle(frame, track, Math.round(i * each)));
    if (this.course.peak !== null) {
      drawPeak(context, scale, TITLE, plotHeight - TITLE, this.course.peak.time, palette);
    }
    drawCursor(context, scale, 0, plotHeight, store.get(), palette);
    drawCursor(context, scale, 0, plotHeight, { ...store.get(), cursor: this.pointer }, palette);
    drawTimeAxis(context, scale, height - AXIS, AXIS, palette);
  }

  mounted(): Mounted {
    return {
      update: (changed) => {
        if (changed.has('devices') || (changed.has('options') && this.chosen !== chosenCourse(this.app))) {
          this.arrange();
        }
        this.showFigures();
        this.surface.invalidate();
      },
      redraw: () => this.surface.invalidate(),
      key: (event) => timeKey(this.app, event.key),
      unmount: () => {
        this.surface.remove();
        this.removals.forEach((remove) => remove());
      },
    };
  }
}

export const timelineView: View = {
  id: 'timeline',
  title: 'Timeline',
  strip: true,
  keys: [
    ['w s', 'zoom in and out at the cursor'],
    ['a d', 'move earlier and later'],
    ['drag', 'choose a range; drag its ends'],
    ['wheel', 'zoom; with shift, move'],
  ],
  mount: (element, app) => new Tracks(element, app).mounted(),
};
