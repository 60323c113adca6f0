// SPDX-License-Identifier: MIT
import { defineConfig } from 'vite';
import { singleFile } from './build/single_file';

export default defineConfig({
  plugins: [singleFile()],
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    reportCompressedSize: false,
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
