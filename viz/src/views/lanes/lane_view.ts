// SPDX-License-Identifier: MIT
// Bars in lanes over time, from a handful to tens of millions: what Lifetimes and the memory map are made of.
import type { Band, BarName } from '../../engine/lanes/layout';
import type { Direction, Hit, LayoutName, Picture } from '../../engine/queries/lanes';
import { drawTimeAxis } from '../../lib/axis';
import { fill, h } from '../../lib/dom';
import { timeKey } from '../../lib/navigation';
import { drawCursor, drawPeak, drawRange } from '../../lib/overlay';
import { toValue, type Scale } from '../../lib/scale';
import { Surface, type Frame } from '../../lib/surface';
import type { App } from '../../state/app';
import { anyOf, FILTER_KEYS, type Key } from '../../state/store';
import { windowOf } from '../../state/window';
import { barTable, hasWithin, type BarTable, type Seen } from './bar_table';
import { clearArea, covers, drawBands, drawBars, drawImage, drawPosition, drawSelected, type Canvas } from './draw';
import { Pictures } from './pictures';
import { installPointer } from './pointer';
import { Tooltip } from './tooltip';
import { Viewport } from './viewport';

const AXIS = 20;
const GUTTERS = [
  [1000, 240],
  [560, 180],
]; // by the width that it takes
const REACH = 4; // pixels around the pointer in which a bar is hit
const LANE_STEP = 1.35;
const SCROLL_STEP = 0.2; // of the screen

const DIRECTIONS: Record<string, Direction> = { ArrowLeft: 'earlier', ArrowRight: 'later', ArrowUp: 'above', ArrowDown: 'below' };

interface Point {
  x: number;
  y: number;
}

// Whether a picture has anything at these times, in any of its lanes.
function hasColumns({ area, columns }: Picture, { from, to }: Seen): boolean {
  const perTime = area.width / (area.to - area.from);
  return columns.subarray(Math.max(0, Math.floor((from - area.from) * perTime)), Math.ceil((to - area.from) * perTime)).includes(1);
}

export class LaneView {
  private readonly plot: HTMLElement;
  private readonly status = h('div', { class: 'status', role: 'status' });
  private readonly tooltip = new Tooltip();
  private readonly surface: Surface;
  private readonly viewport = new Viewport();
  private readonly pictures: Pictures;
  private readonly table: BarTable;
  private readonly uninstall: () => void;
  private bands: Band[] = [];
  private bars = 0; // of the layout, shown or not
  private selected: Hit | null = null;
  private hovering = 0;

  constructor(
    element: HTMLElement,
    private readonly app: App,
    private readonly layout: () => LayoutName,
    label: string,
    private readonly nothing: string,
    private readonly counted: (shown: number) => void = () => undefined,
  ) {
    this.plot = h('div', { class: 'plot lanes', role: 'application', label, attributes: { tabindex: '0' } });
    this.table = barTable(app);
    element.append(this.plot, this.table.element);
    this.pictures = new Pictures(app, layout, () => this.pictureArrived(), (why) => app.store.set({ notice: why }));
    this.surface = new Surface(this.plot, (frame) => this.draw(frame));
    this.plot.append(this.status, this.tooltip.element);
    this.uninstall = installPointer(this.plot, {
      app,
      viewport: this.viewport,
      top: AXIS,
      scale: () => this.scale(),
      moved: () => this.moved(),
      hover: (point) => void this.hover(point),
      click: (point) => void this.click(point),
    });
    void this.load();
  }

  private scale(): Scale {
    const left = this.gutter(this.surface.width);
    return { ...windowOf(this.app), left, width: this.surface.width - left };
  }

  // Room for the titles of bands, where the screen has it.
  private gutter(width: number): number {
    const [, room] = GUTTERS.find(([least]) => width >= least) ?? [0, 0];
    return this.bands.some((band) => band.title !== '') ? room : 0;
  }

  // Asks for the layout anew: at first, and when rows are grouped otherwise.
  private async load(): Promise<void> {
    const wanted = this.layout();
    fill(this.status, 'Arranging…');
    this.pictures.forget();
    const info = await this.app.client.ask('lanes', { layout: wanted });
    if (wanted !== this.layout()) {
      return;
    }
    this.bands = info.bands;
    this.viewport.setLanes(info.lanes);
    const kept = this.kept();
    if (kept !== '') {
      this.viewport.restore(kept);
    }
    this.bars = info.bars;
    fill(this.status, info.bars === 0 ? this.nothing : '');
    await this.showSelected(!kept.endsWith(`@${this.selectedName()}`));
    this.surface.invalidate();
  }

  // Which lanes were on the screen, how high, and what was selected then; "": nobody chose.
  private kept(): string {
    return this.app.store.option(`lanes.${this.layout()}`, '');
  }

  // Other lanes are on the screen now.
  private moved(): void {
    this.app.store.setOption(`lanes.${this.layout()}`, `${this.viewport.text}@${this.selectedName()}`);
    this.surface.invalidate();
  }

  private pictureArrived(): void {
    const { near } = this.pictures;
    if (near !== null && this.bars > 0) {
      fill(this.status, near.shown === 0 ? 'Range and filters leave none of these.' : '');
      this.counted(near.shown);
    }
    this.surface.invalidate();
    this.plot.dataset.ready = String(this.pictures.upToDate);
  }

  private selection(): BarName | null {
    const { selection } = this.app.store.get();
    return selection === null || selection.what === 'site' ? null : { what: selection.what, row: selection.row };
  }

  private selectedName(): string {
    const bar = this.selection();
    return bar === null ? '' : `${bar.what}:${bar.row}`;
  }

  // Finds the selected bar here, and brings it onto the screen when it is not on it.
  private async showSelected(reveal = true): Promise<void> {
    const bar = this.selection();
    this.selected = bar === null ? null : await this.app.client.ask('locate', { layout: this.layout(), bar });
    if (this.selected !== null && reveal) {
      this.viewport.reveal(this.selected.lane);
      this.moved();
      const { from, to } = windowOf(this.app);
      if (this.selected.end < from || this.selected.begin > to) {
        const middle = (this.selected.begin + this.selected.end) / 2;
        const begin = Math.max(0, Math.min(this.app.overview.duration - (to - from), middle - (to - from) / 2));
        this.app.store.set({ window: { from: begin, to: begin + (to - from) } });
      }
    }
    this.surface.invalidate();
  }

  private async hit({ x, y }: Point): Promise<Hit | null> {
    const scale = this.scale();
    if (x < scale.left) {
      return null;
    }
    const perPixel = (scale.to - scale.from) / scale.width;
    return this.app.client.ask('hit', {
      layout: this.layout(),
      filter: this.app.store.filter(),
      time: toValue(scale, x),
      lane: this.viewport.laneAt(y),
      reach: { time: perPixel * REACH, lanes: Math.min(200, Math.ceil(2 / this.viewport.laneHeight) - 1) },
    });
  }

  private async hover(point: Point | null): Promise<void> {
    const turn = ++this.hovering;
    if (point === null || point.y < 0) {
      this.tooltip.hide();
      return;
    }
    const band = point.x < this.scale().left ? this.bandAt(point.y) : undefined;
    if (band !== undefined) {
      this.tooltip.showBand(band, point.x, point.y + AXIS, this.surface.width);
      return;
    }
    const hit = await this.hit(point);
    if (turn !== this.hovering) {
      return;
    }
    this.plot.classList.toggle('over-bar', hit !== null);
    if (hit === null) {
      this.tooltip.hide();
    } else {
      this.tooltip.show(hit, point.x, point.y + AXIS, this.surface.width);
    }
  }

  private bandAt(y: number): Band | undefined {
    const lane = this.viewport.laneAt(y);
    return this.bands.find(({ first, lanes }) => lane >= first && lane < first + lanes);
  }

  private select(hit: Hit | null): void {
    this.selected = hit;
    this.app.store.set({ selection: hit === null ? null : hit.name });
    this.surface.invalidate();
  }

  private async click(point: Point): Promise<void> {
    this.plot.focus();
    if (point.y < 0) {
      this.app.store.set({ cursor: toValue(this.scale(), point.x) });
    } else {
      this.select(await this.hit(point));
    }
  }

  private async step(direction: Direction): Promise<void> {
    const bar = this.selection();
    const hit = bar === null ? null : await this.app.client.ask('step', { layout: this.layout(), filter: this.app.store.filter(), bar, direction });
    if (hit !== null) {
      this.select(hit);
      await this.showSelected();
    }
  }

  private canvas({ context, width }: Frame): Canvas {
    const left = this.gutter(width);
    return { context, scale: { ...windowOf(this.app), left, width: width - left }, viewport: this.viewport, palette: this.app.palette };
  }

  private draw(frame: Frame): void {
    const { context, width, height } = frame;
    const { palette, overview, store } = this.app;
    this.viewport.setHeight(height - AXIS);
    this.pictures.want(this.viewport, width - this.gutter(width), frame.ratio);
    const canvas = this.canvas(frame);
    const { left } = this.plot.getBoundingClientRect();
    this.app.axis.show({ left: left + canvas.scale.left, right: left + width });
    context.save();
    context.translate(0, AXIS);
    context.beginPath();
    context.rect(0, 0, width, height - AXIS);
    context.clip();
    context.save();
    context.beginPath();
    context.rect(canvas.scale.left, 0, canvas.scale.width, height - AXIS);
    context.clip();
    this.drawPictures(canvas);
    context.restore();
    drawBands(canvas, this.bands);
    if (this.selected !== null) {
      drawSelected(canvas, this.selected);
    }
    drawPosition(canvas);
    context.restore();
    const { scale } = canvas;
    drawTimeAxis(context, scale, 0, AXIS, palette);
    drawRange(context, scale, AXIS, height - AXIS, store.get(), palette);
    if (overview.peak !== null) {
      drawPeak(context, scale, AXIS, height - AXIS, overview.peak.time, palette);
    }
    drawCursor(context, scale, 0, height, store.get(), palette);
    const { first, shown } = this.viewport;
    const area = { ...windowOf(this.app), firstLane: first, lastLane: first + shown };
    this.table.show(this.pictures.near?.bars ?? null, area);
    this.tellEmpty(area);
    this.status.style.left = `${scale.left + 12}px`; // right of the titles
  }

  // Zoomed to where nothing is, one sees no way back.
  private tellEmpty(area: Seen): void {
    const { near, upToDate } = this.pictures;
    if (upToDate && near !== null && near.shown > 0) {
      const empty = near.bars === null ? !hasColumns(near, area) : !hasWithin(near.bars, area);
      const words = empty ? 'There are no bars here: f shows all lanes, 0 the whole time.' : '';
      if (this.status.textContent !== words) {
        fill(this.status, words);
      }
    }
  }

  private drawPictures(canvas: Canvas): void {
    const { whole, near } = this.pictures;
    const covered = near !== null && covers(canvas, near);
    if (whole !== null && !covered) {
      drawImage(canvas, whole);
    }
    if (near !== null) {
      if (!covered) {
        clearArea(canvas, near);
      }
      if (near.bars === null) {
        drawImage(canvas, near);
      } else {
        drawBars(canvas, near.bars);
      }
    }
  }

  update(changed: ReadonlySet<Key>, relayout: boolean): void {
    if (relayout) {
      void this.load();
    }
    if (changed.has('options') && this.kept() !== '' && !this.kept().startsWith(`${this.viewport.text}@`)) {
      this.viewport.restore(this.kept()); // from another hash
    }
    if (anyOf(changed, FILTER_KEYS)) {
      this.pictures.outdate();
    }
    if (changed.has('selection')) {
      void this.showSelected();
    }
    this.surface.invalidate();
  }

  redraw(): void {
    this.pictures.outdate();
    this.surface.invalidate();
  }

  private scroll(screens: number): void {
    this.viewport.scrollTo(this.viewport.first + screens * this.viewport.shown);
    this.moved();
  }

  private zoomLanes(factor: number): void {
    this.viewport.zoom(factor, this.viewport.height / 2);
    this.moved();
  }

  // All lanes on the screen.
  fit(): void {
    this.viewport.fit();
    this.moved();
  }

  key(event: KeyboardEvent): boolean {
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined && this.selection() !== null) {
      void this.step(direction);
      return true;
    }
    const actions: Record<string, () => void> = {
      '+': () => this.zoomLanes(LANE_STEP),
      '=': () => this.zoomLanes(LANE_STEP),
      '-': () => this.zoomLanes(1 / LANE_STEP),
      ArrowUp: () => this.scroll(-SCROLL_STEP),
      ArrowDown: () => this.scroll(SCROLL_STEP),
      PageUp: () => this.scroll(-1),
      PageDown: () => this.scroll(1),
      f: () => this.fit(),
    };
    if (event.key === 'Enter' && document.activeElement === this.plot) {
      const { left, width } = this.scale();
      void this.click({ x: left + width / 2, y: this.viewport.height / 2 });
      return true;
    }
    actions[event.key]?.();
    return actions[event.key] !== undefined || timeKey(this.app, event.key);
  }

  remove(): void {
    this.hovering++;
    this.uninstall();
    this.surface.remove();
  }
}

export const LANE_KEYS: readonly (readonly [string, string])[] = [
  ['w s', 'zoom time in and out'],
  ['a d', 'move earlier and later'],
  ['+ −', 'lanes higher and lower; also ctrl or alt with the wheel'],
  ['f', 'all lanes on the screen'],
  ['arrows', 'move; from bar to bar when one is selected'],
  ['Enter', 'select the bar in the middle'],
  ['drag', 'move in time and lanes'],
];
