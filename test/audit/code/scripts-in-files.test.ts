import { describe, expect, test } from 'vitest';
import { blankOutside, findScripts } from '../../../src/audit/code/modules/scripts-in-files.ts';

const sources = (path: string, text: string) =>
  findScripts(path, text).scripts.map(({ start, end }) => text.slice(start, end).trim());

describe('scripts', () => {
  test('of a page: modules, classic ones, and those with a source, but no data blocks', () => {
    const text = `<script type="importmap">{}</script><script>one()</script>
      <script type="module" src="/main.ts"></script><script type="application/ld+json">{}</script>
      <!-- <script>no()</script> --><template><script>two()</script></template>`;
    expect(sources('index.html', text)).toEqual(['one()', '', 'two()']);
  });

  test('of a Vue component, both of them, with their language', () => {
    const text = `<template><p>a < b</p></template>\n<script lang="ts">const a = 1</script>\n<script setup>const b = '</p>'</script>`;
    expect(sources('a.vue', text)).toEqual(['const a = 1', "const b = '</p>'"]);
    expect(findScripts('a.vue', text).scripts.map(({ lang }) => lang)).toEqual(['ts', 'jsx']);
  });

  test('of an Astro page apart from its frontmatter', () => {
    const text = `---\nconst server = '<script>';\n---\n<p>{server}</p>\n<script>client()</script>`;
    const { frontmatter } = findScripts('a.astro', text);
    expect(sources('a.astro', text)).toEqual(['client()']);
    expect(text.slice(frontmatter?.start, frontmatter?.end).trim()).toBe("const server = '<script>';");
  });
});

test('attribute values in braces end where the expression ends', () => {
  const text = `<button class="a" onclick={() => count > 0 && ask({ why: '}' })} {disabled} {...rest}>go</button><Next/>`;
  const [button, next] = findScripts('a.svelte', text).tags;
  expect(button?.attributes.map(({ name, value }) => [name, value])).toEqual([
    ['class', 'a'],
    ['onclick', "() => count > 0 && ask({ why: '}' })"],
    ['disabled', 'disabled'],
  ]);
  expect(next).toMatchObject({ name: 'Next', selfClosing: true });
});

test('blanking keeps every offset and every line', () => {
  const text = '<p>é 😀</p>\r\n<script>\n  run()\n</script>\n';
  const blanked = blankOutside(text, findScripts('a.html', text).scripts);
  expect(blanked).toHaveLength(text.length);
  expect(blanked.indexOf('run()')).toBe(text.indexOf('run()'));
  expect(blanked.split('\n')).toHaveLength(text.split('\n').length);
  expect(blanked.trim()).toBe('run()');
});
