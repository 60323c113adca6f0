// SPDX-License-Identifier: MIT
// What seldom changes below what often does: drawn once for each key, then copied.
import type { Frame } from './surface';

export class Backdrop {
  private readonly canvas = document.createElement('canvas');
  private key = '';

  draw(frame: Frame, key: string, draw: (context: CanvasRenderingContext2D) => void): void {
    const { context, width, height, ratio } = frame;
    const whole = `${key} ${width} ${height} ${ratio}`;
    if (whole !== this.key) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      const own = this.canvas.getContext('2d') as CanvasRenderingContext2D;
      own.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(own);
      this.key = whole;
    }
    context.drawImage(this.canvas, 0, 0, width, height);
  }
}
