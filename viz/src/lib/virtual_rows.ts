// SPDX-License-Identifier: MIT
// A list of any length of which only the rows on the screen are elements.
import { clamp } from './scale';

const TALLEST = 8_000_000; // pixels: browsers draw no taller element; what is longer scrolls faster
const SPARE = 4; // rows drawn beyond the edges

export interface RowSource {
  total: number;
  row(index: number): HTMLElement; // made anew each time it comes onto the screen
}

export class VirtualRows {
  readonly element: HTMLElement;
  private readonly spacer = document.createElement('div');
  private readonly window = document.createElement('div');
  private readonly observer: ResizeObserver;
  private source: RowSource = { total: 0, row: () => document.createElement('div') };
  private asked = 0;
  private pressed = false;

  // `head` stays above the rows and scrolls sideways with them.
  constructor(
    parent: HTMLElement,
    private readonly height: number,
    private readonly head: HTMLElement,
  ) {
    this.element = document.createElement('div');
    this.element.className = 'rows';
    this.window.className = 'rows-window';
    this.spacer.className = 'rows-spacer';
    this.spacer.append(this.window);
    this.element.append(head, this.spacer);
    parent.append(this.element);
    this.element.addEventListener('scroll', () => this.invalidate());
    this.window.addEventListener('pointerdown', this.press);
    this.observer = new ResizeObserver(() => this.invalidate());
    this.observer.observe(this.element);
  }

  show(source: RowSource): void {
    this.source = source;
    this.spacer.style.height = `${Math.min(TALLEST, source.total * this.height)}px`;
    this.draw();
  }

  private get visible(): number {
    return Math.max(1, Math.floor((this.element.clientHeight - this.head.offsetHeight) / this.height));
  }

  // Pixels of scrolling for one row.
  private get pitch(): number {
    const { total } = this.source;
    const whole = Math.min(TALLEST, total * this.height);
    const most = Math.max(1, total - this.visible);
    return whole < TALLEST ? this.height : (whole - this.visible * this.height) / most;
  }

  private readonly press = (): void => {
    this.pressed = true;
    document.addEventListener('pointerup', this.lift);
    document.addEventListener('pointercancel', this.lift);
  };

  private readonly lift = (): void => {
    this.pressed = false;
    document.removeEventListener('pointerup', this.lift);
    document.removeEventListener('pointercancel', this.lift);
    this.invalidate();
  };

  private draw(): void {
    if (this.pressed) {
      return; // a row replaced under a pressed pointer would take its click with it: drawn when it is lifted
    }
    const { total, row } = this.source;
    const first = Math.floor(this.element.scrollTop / this.pitch);
    const from = clamp(first - SPARE, 0, total);
    const to = clamp(first + this.visible + SPARE, 0, total);
    const top = this.element.scrollTop - (first - from) * this.height - (this.element.scrollTop - first * this.pitch) * (this.height / this.pitch);
    this.window.style.transform = `translateY(${Math.max(0, Math.min(top, total * this.height))}px)`;
    this.window.replaceChildren(...Array.from({ length: to - from }, (_, i) => row(from + i)));
  }

  invalidate(): void {
    if (this.asked === 0) {
      this.asked = requestAnimationFrame(() => {
        this.asked = 0;
        this.draw();
      });
    }
  }

  page(): number {
    return this.visible;
  }

  reveal(index: number): void {
    const first = this.element.scrollTop / this.pitch;
    if (index < first) {
      this.element.scrollTop = index * this.pitch;
    } else if (index >= Math.floor(first) + this.visible) {
      this.element.scrollTop = (index - this.visible + 1) * this.pitch;
    }
    this.draw();
  }

  remove(): void {
    this.lift();
    cancelAnimationFrame(this.asked);
    this.observer.disconnect();
    this.element.remove();
  }
}
