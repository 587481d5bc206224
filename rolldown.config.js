import { defineConfig } from 'rolldown';

// commander and picocolors are small and needed by every command: inside the bundle they cost one file read
// instead of a dozen. Everything else stays a dependency and is imported by the command that needs it.
const inlined = new Set(['commander', 'picocolors']);

export default defineConfig({
  input: 'src/cli.ts',
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:/.test(id) && !inlined.has(id),
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    cleanDir: true,
    minify: true,
  },
});
