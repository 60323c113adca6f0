// SPDX-License-Identifier: MIT
// Vite plugin: puts script and style into the page and names their hashes in its Content-Security-Policy.
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const POLICY_PLACE = '<!--content-security-policy-->';

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function policy(script: string, style: string): string {
  const rules = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    'worker-src blob:',
    "connect-src 'self'", // tlscope view --serve; from file:// it is nothing
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}">`;
}

// What would end a script element, or open a comment in one, is spelled otherwise within string literals.
function asInlineScript(code: string): string {
  return code.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '\\x3C!--');
}

export function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    apply: 'build',
    generateBundle(_options, bundle) {
      let script = '';
      let style = '';
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === 'chunk') {
          script += asInlineScript(file.code);
          delete bundle[name];
        } else if (name.endsWith('.css')) {
          style += String(file.source);
          delete bundle[name];
        }
      }
      const page = bundle['index.html'];
      if (page === undefined || page.type !== 'asset') {
        this.error('the page index.html is missing from the bundle');
      }
      page.source = String(page.source)
        .replace(/\s*<script\b[^>]*\bsrc=[^>]*><\/script>/g, '')
        .replace(/\s*<link\b[^>]*\brel="stylesheet"[^>]*>/g, '')
        .replace(POLICY_PLACE, () => policy(script, style))
        .replace('</head>', () => `<style>${style}</style>\n</head>`)
        .replace('</body>', () => `<script type="module">${script}</script>\n</body>`);
    },
  };
}
