import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findBrowser } from '../../src/prove/browsers/find-browser.ts';

// Elsewhere a backslash is a letter like any other, so the name that is joined on Windows can lie in this folder too.
const WINDOWS_NAME = 'Mozilla Firefox\\firefox.exe';
let folder: string;
const program = (...parts: string[]) => path.join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pushwright-browsers-'));
  for (const file of ['one/firefox', 'two/firefox-esr', 'two/chromium', WINDOWS_NAME]) {
    await mkdir(path.dirname(program(file)), { recursive: true });
    await writeFile(program(file), '#!/bin/sh\n');
    await chmod(program(file), 0o755);
  }
  await writeFile(program('one', 'chromium'), 'not a program');
  await chmod(program('one', 'chromium'), 0o644);
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('findBrowser', () => {
  const searchPath = () => [program('one'), program('two')].join(path.delimiter);
  // A platform without usual places, so that what this machine has installed does not matter.
  const platform = 'freebsd';

  it('takes the program that a variable names', () => {
    const env = { PATH: searchPath(), PUSHWRIGHT_FIREFOX: program('one', 'firefox') };
    expect(findBrowser('firefox', { env, platform })).toBe(program('one', 'firefox'));
    expect(findBrowser('chromium', { env: { CHROME_PATH: program('two', 'chromium') }, platform })).toBe(
      program('two', 'chromium'),
    );
  });

  it('looks on PATH, the better name first, and only for what can be run', () => {
    expect(findBrowser('firefox', { env: { PATH: searchPath() }, platform })).toBe(
      program('two', 'firefox-esr'),
    );
    expect(findBrowser('chromium', { env: { PATH: searchPath() }, platform })).toBe(
      program('two', 'chromium'),
    );
  });

  it('looks in the program folders of Windows', () => {
    const env = { PROGRAMFILES: folder };
    expect(findBrowser('firefox', { env, platform: 'win32' })).toBe(program(WINDOWS_NAME));
  });

  it('says what is wrong with a variable', () => {
    const env = { PATH: searchPath(), PUSHWRIGHT_FIREFOX: program('none') };
    expect(() => findBrowser('firefox', { env, platform })).toThrow(
      /PUSHWRIGHT_FIREFOX names .* not a program/,
    );
  });

  it.each([
    ['firefox', 'apt install firefox-esr'],
    ['chromium', 'apt install chromium'],
  ] as const)('names the package when there is no %s', (family, advice) => {
    try {
      findBrowser(family, { env: { PATH: '' }, platform });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).advice).toContain(advice);
    }
  });
});
