// SPDX-License-Identifier: MIT
// A canvas that fills its parent at the screen's resolution and is drawn at most once a frame.

export interface Frame {
  context: CanvasRenderingContext2D;
  width: number; // CSS pixels
  height: number;
  ratio: number; // device pixels per CSS pixel
}

export class Surface {
  readonly canvas: HTMLCanvasElement;
  width = 0;
  height = 0;
  ratio = 1;
  private readonly context: CanvasRenderingContext2D;
  private readonly observer: ResizeObserver;
  private asked = 0;

  constructor(
    private readonly parent: HTMLElement,
    private readonly draw: (frame: Frame) => void,
  ) {
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
    // Drawn past the compositor where the browser can: a frame that is late is then still a frame.
    const context = this.canvas.getContext('2d', { desynchronized: true });
    if (context === null) {
      throw new Error('this browser has no canvas');
    }
    this.context = context;
    parent.append(this.canvas);
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(parent);
  }

  private fit(): void {
    const { clientWidth, clientHeight } = this.parent;
    this.ratio = window.devicePixelRatio || 1;
    this.width = clientWidth;
    this.height = clientHeight;
    this.canvas.width = Math.max(1, Math.round(clientWidth * this.ratio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * this.ratio));
    this.now();
  }

  private now(): void {
    if (this.width === 0 || this.height === 0) {
      return;
    }
    const { context, width, height, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.draw({ context, width, height, ratio });
  }

  invalidate(): void {
    if (this.asked === 0) {
      this.asked = requestAnimationFrame(() => {
        this.asked = 0;
        this.now();
      });
    }
  }

  remove(): void {
    cancelAnimationFrame(this.asked);
    this.observer.disconnect();
    this.canvas.remove();
  }
}
