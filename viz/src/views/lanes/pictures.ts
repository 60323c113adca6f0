// SPDX-License-Identifier: MIT
// Pictures of lanes from the worker: one of the whole, coarse, and one of about what is on the screen. While a new one is
// on its way the old ones are drawn where they now belong, so moving never waits.
import type { Area } from '../../engine/lanes/raster';
import type { LayoutName, Picture } from '../../engine/queries/lanes';
import { asRgb, CLASS_COLOURS } from '../../lib/palette';
import type { App } from '../../state/app';
import { windowOf } from '../../state/window';
import type { Viewport } from './viewport';

const ASIDE = 0.5; // of the screen's width, drawn on either side
const ABOVE = 0.25;
const OVERVIEW_WIDTH = 1600;
const OVERVIEW_HEIGHT = 900;
const MOST_PIXELS = 6e6;
const SAME_SCALE = 0.01;

export class Pictures {
  whole: Picture | null = null;
  near: Picture | null = null;
  private version = 0;
  private wholeVersion = -1;
  private nearVersion = -1;
  private busy = false;

  constructor(
    private readonly app: App,
    private readonly layout: () => LayoutName,
    private readonly arrived: () => void,
    private readonly failed: (why: string) => void,
  ) {}

  // Filter, colours or layout are others now.
  outdate(): void {
    this.version++;
  }

  forget(): void {
    this.outdate();
    this.whole = null;
    this.near = null;
  }

  // Asks for what is missing to show this; called at every frame that is drawn.
  want(viewport: Viewport, width: number, ratio: number): void {
    if (this.busy || width === 0 || viewport.lanes === 0) {
      return;
    }
    if (this.nearVersion !== this.version || !this.covers(viewport, width * ratio)) {
      void this.ask(this.nearArea(viewport, width, ratio), false);
    } else if (this.wholeVersion !== this.version) {
      void this.ask(this.wholeArea(viewport), true);
    }
  }

  get upToDate(): boolean {
    return !this.busy && this.nearVersion === this.version && this.wholeVersion === this.version;
  }

  private covers(viewport: Viewport, width: number): boolean {
    if (this.near === null) {
      return false;
    }
    const { area, bars } = this.near;
    const { from, to } = windowOf(this.app);
    const { duration } = this.app.overview;
    const slack = ((to - from) * ASIDE) / 2;
    const within =
      area.from <= Math.max(0, from - slack) + 1 &&
      area.to >= Math.min(duration, to + slack) - 1 &&
      area.firstLane <= Math.max(0, viewport.first - (viewport.shown * ABOVE) / 2) &&
      area.lastLane >= Math.min(viewport.lanes, viewport.first + viewport.shown * (1 + ABOVE / 2));
    if (bars !== null) {
      return within;
    }
    const scale = ((area.to - area.from) / area.width) * (width / (to - from));
    const lanesPerRow = Math.max(1, 1 / viewport.laneHeight);
    const rowScale = (area.lastLane - area.firstLane) / area.height / lanesPerRow;
    return within && Math.abs(scale - 1) < SAME_SCALE && Math.abs(rowScale - 1) < 0.05;
  }

  private nearArea(viewport: Viewport, width: number, ratio: number): Area {
    const { from, to } = windowOf(this.app);
    const { duration } = this.app.overview;
    const aside = from === 0 && to === duration ? 0 : ASIDE;
    const span = to - from;
    const firstLane = Math.max(0, Math.floor(viewport.first - viewport.shown * ABOVE));
    const lastLane = Math.min(viewport.lanes, Math.ceil(viewport.first + viewport.shown * (1 + ABOVE)));
    const rows = Math.min(lastLane - firstLane, Math.ceil((lastLane - firstLane) * viewport.laneHeight * ratio));
    const columns = Math.round(width * ratio * (1 + 2 * aside));
    const shrink = Math.max(1, (columns * rows) / MOST_PIXELS);
    return {
      from: from - span * aside,
      to: to + span * aside,
      firstLane,
      lastLane,
      width: Math.max(1, Math.round(columns / shrink)),
      height: Math.max(1, rows),
    };
  }

  private wholeArea(viewport: Viewport): Area {
    return {
      from: 0,
      to: this.app.overview.duration,
      firstLane: 0,
      lastLane: viewport.lanes,
      width: OVERVIEW_WIDTH,
      height: Math.min(viewport.lanes, OVERVIEW_HEIGHT),
    };
  }

  private async ask(area: Area, whole: boolean): Promise<void> {
    const { version } = this;
    const { client, store, palette } = this.app;
    const colours = CLASS_COLOURS.map((name) => asRgb(palette[name]));
    this.busy = true;
    try {
      const picture = await client.ask('picture', { layout: this.layout(), filter: store.filter(), area, colours, imageOnly: whole });
      if (whole) {
        this.whole?.image?.close();
        this.whole = picture;
        this.wholeVersion = version;
      } else {
        this.near?.image?.close();
        this.near = picture;
        this.nearVersion = version;
      }
    } catch (error) {
      this.wholeVersion = this.version;
      this.nearVersion = this.version;
      this.failed(error instanceof Error ? error.message : String(error));
    }
    this.busy = false;
    this.arrived();
  }
}
