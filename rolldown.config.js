import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

// commander and picocolors are needed by every command, and parse5 by every audit, in two dozen files: inside the
// bundle they cost one file read. Everything else stays a dependency and is imported by the command that needs it.
const inlined = ['commander', 'picocolors', 'parse5', 'entities'];

/** The packages that a chunk holds must bring their licences along. */
function licences({ moduleIds }) {
  const held = inlined.filter((name) => moduleIds.some((id) => id.split(/[\\/]/).includes(name)));
  return held.map((name) => `/*! ${name}\n${licenceOf(name).replaceAll('*/', '* /')}\n*/\n`).join('');
}

function licenceOf(name) {
  const folder = join(import.meta.dirname, 'node_modules', name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file.`);
  return readFileSync(join(folder, file), 'utf8').trim();
}

export default defineConfig({
  input: 'src/cli.ts',
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  external: (id) =>
    !id.startsWith('.') &&
    !id.startsWith('/') &&
    !/^[A-Za-z]:/.test(id) &&
    !inlined.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    cleanDir: true,
    minify: true,
    postBanner: licences,
    // What an audit needs is one file, not a dozen that are shared with other commands in every combination.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: 'audit-core',
          test: /[\\/]src[\\/](?:audit[\\/]|frameworks[\\/]|project[\\/])|[\\/]parse5[\\/]|[\\/]entities[\\/]/,
        },
      ],
    },
  },
});
