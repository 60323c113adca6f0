// SPDX-License-Identifier: MIT
// Where data comes from: the page itself, or files dropped on it or chosen.

const PLACE = 'tlscope-data';

// The base64 that `tlscope view` put into the page; it is taken out, since the page has no other use for it.
export function embeddedData(): string | null {
  const element = document.getElementById(PLACE);
  const text = element?.textContent ?? null;
  element?.remove();
  return text;
}

export async function readFile(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
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
