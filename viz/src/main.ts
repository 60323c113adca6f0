// SPDX-License-Identifier: MIT
// Opens what the page holds, or what is dropped on it, and shows it.
import './style.css';
import { Client } from './engine/client';
import { visible } from './lib/text';
import { readPalette } from './lib/palette';
import { showPage, type Page } from './page/page';
import { embeddedData, onDrop, readFile } from './page/sources';
import { showProgress, showWelcome } from './page/welcome';
import { fromHash } from './state/hash';
import { baseName } from './state/names';
import { Store, type State } from './state/store';
import { TimeAxis } from './state/time_axis';

const root = document.getElementById('page') as HTMLElement;
const OF_A_TRACE: Partial<State> = { range: null, window: null, cursor: null, site: null, selection: null };

const kept = fromHash(location.hash);
const store = new Store(kept.swapped ? { ...kept, ...OF_A_TRACE } : kept); // swapped: they are of the trace that is not there yet
let client: Client | null = null;
let compared: Client | null = null;
let page: Page | null = null;

const comparing = {
  open: (files: File[]): void => void openFiles(files),
  swap: (): void => {
    if (client !== null && compared !== null) {
      [client, compared] = [compared, client];
      store.set({ ...OF_A_TRACE, swapped: !store.get().swapped }); // they are the other trace's
      show();
    }
  },
  end: (): void => {
    compared?.close();
    compared = null;
    store.set({ compared: '', swapped: false });
    show();
  },
};

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function show(): void {
  if (client === null) {
    return;
  }
  page?.remove();
  const program = client.overview.report?.summary.program;
  document.title = `${visible(baseName(program || client.overview.name))} · tlscope`;
  page = showPage(root, { store, client, overview: client.overview, compared, comparing, axis: new TimeAxis(), palette: readPalette() });
  performance.mark('tlscope-shown');
}

async function open(name: string, data: Uint8Array | string): Promise<void> {
  const opened = await Client.open(name, data);
  if (client === null) {
    client = opened;
  } else {
    const again = compared === null && store.get().swapped && store.get().compared === name;
    compared?.close();
    [client, compared] = again ? [opened, client] : [client, opened];
    store.set({ compared: name, swapped: again });
  }
  show();
}

async function openFiles(files: File[]): Promise<void> {
  try {
    for (const file of files) {
      if (client === null) {
        showProgress(root, `Reading ${file.name}`);
      }
      await open(file.name, await readFile(file));
    }
  } catch (error) {
    failed(words(error));
  }
}

function failed(why: string): void {
  if (client === null) {
    showWelcome(root, (files) => void openFiles(files), why);
  } else {
    store.set({ notice: why });
  }
}

async function start(): Promise<void> {
  onDrop((files) => void openFiles(files));
  window.addEventListener('hashchange', () => {
    const { compared: name, swapped, theme } = store.get(); // which trace is open is not for a link to say, nor is the theme for Back
    store.set({ ...fromHash(location.hash), compared: name, swapped, theme });
  });
  showProgress(root, 'Reading the data of this page');
  try {
    const data = await embeddedData();
    if (data === null) {
      showWelcome(root, (files) => void openFiles(files), null);
    } else {
      await open('this page', data);
    }
  } catch (error) {
    failed(words(error));
  }
}

void start();
