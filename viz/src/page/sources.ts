// SPDX-License-Identifier: MIT
// Where data comes from: the page itself, or files dropped on it or chosen.

const PLACE = 'tlscope-data';

// The base64 that `tlscope view` put into the page, or the bytes that `tlscope view --serve` has beside it. The element
// is taken out, since the page has no other use for its text. Null: the page was opened without data.
export async function embeddedData(): Promise<Uint8Array | string | null> {
  const element = document.getElementById(PLACE);
  const text = element?.textContent?.trim() ?? '';
  const address = element?.dataset.url ?? '';
  element?.remove();
  if (text !== '') {
    return text;
  }
  return address === '' ? null : fetchData(address);
}

async function fetchData(address: string): Promise<Uint8Array> {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) {
    throw new Error('this page takes data from its own server only');
  }
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`the server of this page answers ${response.status}: is tlscope view --serve still running?`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

// The element of a page of `tlscope view`, with data in it: its code may speak of one, too.
const FILLED = /<script [^<>]*id="tlscope-data">\s*(?=[A-Za-z0-9+/])/;

async function dataOfPage(file: File): Promise<string> {
  const page = await file.text();
  const element = FILLED.exec(page);
  if (element === null) {
    throw new Error(`${file.name} is no page of tlscope with data in it: choose a .tlview file, a report.json or a page that tlscope view wrote`);
  }
  const from = element.index + element[0].length;
  return page.slice(from, page.indexOf('</script>', from));
}

export async function readFile(file: File): Promise<Uint8Array | string> {
  return /\.html?$/i.test(file.name) ? dataOfPage(file) : new Uint8Array(await file.arrayBuffer());
}

// Calls back with what is dropped anywhere on the page.
export function onDrop(take: (files: File[]) => void): void {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
      document.body.classList.remove('dropping');
    }
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) {
      take(files);
    }
  });
}
