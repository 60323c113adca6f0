// SPDX-License-Identifier: MIT
// Which lanes are on the screen, and how high one is.
import { clamp } from '../../lib/scale';

export const HIGHEST = 22; // pixels of a lane
const LOWEST = 1e-6; // of hundreds of millions of lanes

export class Viewport {
  first = 0; // lane at the top; a fraction when scrolled within one
  laneHeight = 1;
  lanes = 0;
  height = 0; // pixels for lanes
  private wanted = { laneHeight: 1, first: 0 }; // as last chosen: had again when there is room for it again
  private fitting = true; // all lanes on the screen, until the user zooms

  get shown(): number {
    return this.height / this.laneHeight;
  }

  private get lowest(): number {
    return this.lanes === 0 ? HIGHEST : Math.min(HIGHEST, this.height / this.lanes);
  }

  setLanes(lanes: number): void {
    this.lanes = lanes;
    this.fit();
  }

  setHeight(height: number): void {
    this.height = height;
    if (this.fitting) {
      this.fit();
    } else {
      const { laneHeight, first } = this.wanted;
      this.laneHeight = Math.max(laneHeight, this.lowest);
      this.first = this.within(first);
    }
  }

  private within(lane: number): number {
    return clamp(lane, 0, this.lanes - this.shown);
  }

  fit(): void {
    this.fitting = true;
    this.first = 0;
    this.laneHeight = this.lowest;
  }

  // In words that bring it back.
  get text(): string {
    return this.fitting ? 'all@0' : `${Number(this.laneHeight.toPrecision(4))}@${Number(this.first.toFixed(1))}`;
  }

  // A hash is foreign text: what is no viewport of these lanes shows all of them.
  restore(text: string): void {
    const [height, first] = text.split('@').map(Number);
    this.fit();
    if (Number.isFinite(height) && Number.isFinite(first)) {
      this.fitting = false;
      this.wanted = { laneHeight: clamp(height, LOWEST, HIGHEST), first };
      this.setHeight(this.height);
    }
  }

  scrollTo(lane: number): void {
    this.first = this.within(lane);
    this.wanted = { laneHeight: this.laneHeight, first: this.first };
  }

  // The lane at pixel `y` stays there.
  zoom(factor: number, y: number): void {
    const lane = this.first + y / this.laneHeight;
    this.laneHeight = clamp(this.laneHeight * factor, this.lowest, HIGHEST);
    this.fitting = this.laneHeight === this.lowest;
    this.scrollTo(lane - y / this.laneHeight);
  }

  // Scrolls and zooms as little as it takes to see a lane as a row of its own.
  reveal(lane: number): void {
    if (this.laneHeight < HIGHEST / 2) {
      this.laneHeight = Math.max(this.lowest, HIGHEST / 2);
      this.fitting = this.laneHeight === this.lowest;
      this.scrollTo(lane - this.shown / 2);
    } else if (lane < this.first || lane + 1 > this.first + this.shown) {
      this.scrollTo(lane - this.shown / 2);
    }
  }

  y(lane: number): number {
    return (lane - this.first) * this.laneHeight;
  }

  laneAt(y: number): number {
    return Math.floor(this.first + y / this.laneHeight);
  }
}
