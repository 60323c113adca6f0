// SPDX-License-Identifier: MIT
// Where on the screen the view has its axis of time: the strip above it has its own there, so that times stand below each other.

export interface Extent {
  left: number; // pixels of the page
  right: number;
}

export class TimeAxis {
  extent: Extent | null = null; // null: the view has no such axis
  private told: () => void = () => undefined;

  follow(told: () => void): void {
    this.told = told;
  }

  show(extent: Extent | null): void {
    if (extent?.left !== this.extent?.left || extent?.right !== this.extent?.right) {
      this.extent = extent;
      this.told();
    }
  }
}
