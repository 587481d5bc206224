import { describe, expect, test } from 'vitest';
import { readPlainImports } from '../../../src/audit/code/modules/plain-imports.ts';

describe('readPlainImports', () => {
  test.each([
    ["import a from 'a';\n", ['a']],
    ['import a, { b as c } from "b"\nimport \'./c.css\';', ['b', './c.css']],
    ["import * as a from 'a';\r\nimport {\r\n  b,\r\n  c,\r\n} from '@/b';\r\n", ['a', '@/b']],
    ["'use client';\n// a note\nimport a from 'a';\nexport default function A() {}\n", ['a']],
    ["/* a note */\nimport a from 'a';\nexport const b = 1;\nexport type C = 'd';\n", ['a']],
    [
      "export * from './a';\nexport * as b from './b';\nexport { c, type D } from './c';\n",
      ['./a', './b', './c'],
    ],
    ["import type A from 'a';\nimport { type B, type C } from 'b';\nexport type { D } from './d';\n", []],
    ["import e, { type F } from 'e';\nimport {} from 'f';\nexport {} from 'g';\n", ['e', 'f']],
    ['const a = 1;\nexport { a };\n', []],
    ['const important = exported(requires);\n', []],
    ['export const a = `x`;\n', []],
  ])('reads %j', (text, sources) => {
    expect(readPlainImports(text)).toEqual(sources);
  });

  test.each([
    ["const a = await import('./a');"],
    ["const a = require('a');"],
    ["require('dotenv').config();"],
    ['import.meta.glob("./*.ts");'],
    ["import a = require('a');"],
    ["import type from 'a';"],
    ["import { type as a } from 'a';"],
    ["  import a from 'a';"],
    ["/*\nimport a from 'a';\n*/"],
    ["const code = `\nimport a from 'a';\n`;"],
    ["import a /* the first */ from 'a';"],
    ["import defer * as a from 'a';"],
    ["throw new Error('import it first');"],
    ['export import a = b.c;'],
  ])('leaves %j to the parser', (text) => {
    expect(readPlainImports(text)).toBeUndefined();
  });
});
