// SPDX-License-Identifier: MIT
// The built page in a real Chromium, from file://, with what it complains about and asks for written down.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const PLACEHOLDER = '<!--tlscope-data-->';
const BUILT = join(process.env.TLSCOPE_VIZ ?? process.cwd(), 'dist/index.html');

export function htmlWith(data: Uint8Array): string {
  const block = `<script type="application/octet-stream;base64" id="tlscope-data">${Buffer.from(data).toString('base64')}</script>`;
  return readFileSync(BUILT, 'utf8').replace(PLACEHOLDER, () => block);
}

function chromiumPath(): string {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => path && existsSync(path));
  if (found === undefined) {
    throw new Error('no Chromium: install the Debian package chromium, or name one in CHROMIUM');
  }
  return found;
}

export interface Opened {
  page: Page;
  complaints: string[]; // of the console, and requests that would leave the page
}

export class Chromium {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tlscope-viz-'));
  private files = 0;

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Chromium> {
    const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
    return new Chromium(await chromium.launch({ executablePath: chromiumPath(), args }));
  }

  write(html: string): string {
    const path = join(this.folder, `${this.files++}.html`);
    writeFileSync(path, html);
    return pathToFileURL(path).href;
  }

  async open(url: string, options: { width?: number; height?: number; dark?: boolean } = {}): Promise<Opened> {
    const { width = 1200, height = 800, dark = false } = options;
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && request.url().split('#')[0] !== url.split('#')[0]) {
        complaints.push(`request: ${request.url()}`);
      }
    });
    await page.goto(url);
    return { page, complaints };
  }

  // Opens data within the page, and waits until it is shown.
  async openData(data: Uint8Array, hash = '', options: { width?: number; height?: number; dark?: boolean } = {}): Promise<Opened> {
    const opened = await this.open(this.write(htmlWith(data)) + hash, options);
    await opened.page.waitForSelector('.top-bar, .failure', { timeout: 60_000 });
    return opened;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
