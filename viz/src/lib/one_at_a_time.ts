// SPDX-License-Identifier: MIT
// Work that is asked for faster than it can be done, as while a range is dragged: the latest of what was asked for is
// done when what runs is through.
export class OneAtATime {
  private running = false;
  private again = false;
  private stopped = false;

  constructor(
    private readonly work: () => Promise<() => void>, // what is to be done with the result
    private readonly failed: (error: unknown) => void,
  ) {}

  async ask(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    do {
      this.again = false;
      try {
        const show = await this.work();
        if (!this.stopped) {
          show();
        }
      } catch (error) {
        this.failed(error);
      }
    } while (this.again && !this.stopped);
    this.running = false;
  }

  stop(): void {
    this.stopped = true;
  }
}
