import { afterAll, describe, expect, it } from 'vitest';
import { findEntry } from '../../src/project/entry.ts';
import { findEnvFiles, readEnvFile } from '../../src/project/env-files.ts';
import { findManifests } from '../../src/project/manifests.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const open = (files: Record<string, string>) => readProject(writeTree(files));

describe('findEntry', () => {
  it.each([
    ['<script type="module" src="/src/main.ts"></script>'],
    ['<script type="module" src="./src/main.ts?v=1"></script>'],
    ['<script type="module" src="src/main"></script>'],
    ['<script type="module" src="/app/src/main.ts"></script>'],
    ['<script type="module" src="%BASE_URL%src/main.ts"></script>'],
    ['<SCRIPT SRC=/src/main.ts TYPE=module></SCRIPT>'],
    [
      '<script src="/old.js"></script>\n<!-- <script type="module" src="/no.js"></script> -->\n<script type="module" src="https://cdn.example/x.js"></script>\n<script type="module" src="/src/main.ts"></script>',
    ],
    [
      '<script type="module">\n  import "https://cdn.example/x.js";\n  import { start } from "/src/main.ts";\n  start();\n</script>',
    ],
  ])('%s', (html) => {
    const project = open({ 'index.html': html, 'src/main.ts': '', 'no.js': '', 'old.js': '' });
    expect(findEntry(project, 'index.html', '.', '/app/')).toBe('src/main.ts');
  });

  it('is none without a module script of the project', () => {
    for (const html of [
      '<script src="/main.js"></script>',
      '<script type="module" src="/gone.js"></script>',
      '<p>x</p>',
      '',
    ]) {
      expect(findEntry(open({ 'index.html': html, 'main.js': '' }), 'index.html')).toBeUndefined();
    }
    expect(findEntry(open({}), 'index.html')).toBeUndefined();
  });
});

describe('findManifests', () => {
  it('finds files in public folders, and where pages link to', () => {
    const manifest = '{"name":"Chat"}';
    const project = open({
      'index.html':
        '<link rel="manifest icon" href="/meta/app.json?v=2"><link rel="manifest" href="https://cdn.example/m.json">',
      'public/meta/app.json': manifest,
      'public/site.webmanifest': manifest,
      'public/manifest.json': '{"manifest_version":3,"name":"An extension"}',
      'public/.vite/manifest.json': manifest,
      'manifest.json': manifest,
    });
    expect(findManifests(project, ['public'], ['index.html'])).toEqual([
      { path: 'public/meta/app.json', source: 'file', linkedFrom: ['index.html'] },
      { path: 'public/site.webmanifest', source: 'file', linkedFrom: [] },
    ]);
  });

  it('takes a broken one for one', () => {
    expect(findManifests(open({ 'public/manifest.json': '{' }), ['public'], [])).toHaveLength(1);
    expect(
      findManifests(open({ 'public/manifest.json': '{"main.js":{"file":"a.js"}}' }), ['public'], []),
    ).toEqual([]);
  });
});

describe('env files', () => {
  it('lists names, modes and what is public', () => {
    const project = open({
      '.env': "# comment\nVITE_A=1\nexport SECRET='a#b'\n",
      '.env.production.local': 'VITE_B=2\n',
      '.env.example': 'VITE_A=\n',
      '.env.local': '\uFEFFFIRST=1\r\nMULTI="a\nb"\r\n',
      '.envrc': 'X=1',
      '.env.d/x': 'X=1',
      'env/.env': 'APP_A=1\n',
    });
    expect(findEnvFiles(project, '.')).toEqual([
      {
        path: '.env',
        name: '.env',
        mode: undefined,
        isLocal: false,
        isExample: false,
        public: ['VITE_A'],
        private: ['SECRET'],
      },
      {
        path: '.env.example',
        name: '.env.example',
        mode: undefined,
        isLocal: false,
        isExample: true,
        public: ['VITE_A'],
        private: [],
      },
      {
        path: '.env.local',
        name: '.env.local',
        mode: undefined,
        isLocal: true,
        isExample: false,
        public: [],
        private: ['FIRST', 'MULTI'],
      },
      {
        path: '.env.production.local',
        name: '.env.production.local',
        mode: 'production',
        isLocal: true,
        isExample: false,
        public: ['VITE_B'],
        private: [],
      },
    ]);
    expect(findEnvFiles(project, 'env', ['APP_'])).toMatchObject([
      { path: 'env/.env', public: ['APP_A'], private: [] },
    ]);
    expect(findEnvFiles(project, false)).toEqual([]);
    expect(findEnvFiles(project, 'missing')).toEqual([]);
  });

  it('reads values', () => {
    const project = open({ '.env': 'A=\'a#b\' # c\nB="x\\ny"\nC = c \n' });
    expect([...readEnvFile(project, '.env')]).toEqual([
      ['A', 'a#b'],
      ['B', 'x\ny'],
      ['C', 'c'],
    ]);
    expect(readEnvFile(project, '.env.missing').size).toBe(0);
  });
});
