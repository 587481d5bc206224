import { afterAll, describe, expect, it } from 'vitest';
import { findAstroDocuments, findAstroLinks } from '../../src/project/astro/astro-layouts.ts';
import { readAstroTemplate } from '../../src/project/astro/astro-template.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const page = '<html><head></head><body><slot /></body></html>\n';
const open = (files: Record<string, string>) => readProject(writeTree({ 'package.json': '{}', ...files }));

describe('documents', () => {
  it('are the files with a page of their own, layouts first, pages last', () => {
    const project = open({
      'src/components/Shell.astro': page,
      'src/components/Nav.astro': '<nav></nav>\n',
      'src/layouts/Base.astro': page,
      'src/layouts/Post.astro': "---\nimport Base from './Base.astro';\n---\n<Base><slot /></Base>\n",
      'src/pages/404.astro': page,
      'src/pages/_draft.astro': page,
      'src/pages/index.astro': '<p>an <code>&lt;body></code> in text</p>\n',
      'src/emails/Welcome.astro': page,
      'docs/Other.astro': page,
    });
    expect(findAstroDocuments(project, 'src')).toEqual([
      'src/layouts/Base.astro',
      'src/components/Shell.astro',
      'src/pages/404.astro',
    ]);
  });

  it('that cannot be read are still documents', () => {
    const project = open({ 'src/layouts/Base.astro': '<html><body>{open && <p></body></html>\n' });
    expect(findAstroDocuments(project, 'src')).toEqual(['src/layouts/Base.astro']);
  });
});

describe('links of a document', () => {
  const links = (files: Record<string, string>) => [
    ...findAstroLinks(open(files), 'src', 'src/layouts/Base.astro'),
  ];

  it('are its own and those of the components that make its head', () => {
    const found = links({
      'src/layouts/Base.astro':
        '---\nimport Head from \'@/components/Head.astro\';\n---\n<html><head><Head /><link rel="icon" href="/x" /></head><body></body></html>\n',
      'src/components/Head.astro': "---\nimport Icons from './Icons.astro';\n---\n<Icons />\n",
      'src/components/Icons.astro': '<link rel="Manifest" href={base + "/x.json"} />\n',
      'src/components/Unused.astro': '<link rel="apple-touch-icon" href="/y" />\n',
    });
    expect(found.sort()).toEqual(['icon', 'manifest']);
  });

  it('may be data for a package that writes the head', () => {
    const found = links({
      'src/layouts/Base.astro':
        "<html><head><SEO extend={{ link: [{ rel: 'manifest', href: '/site.webmanifest' }] }} /></head><body></body></html>\n",
    });
    expect(found).toEqual(['manifest']);
  });

  it('in a comment are none', () => {
    expect(
      links({
        'src/layouts/Base.astro': '<html><head><!-- <link rel="manifest" href="/x"> --></head></html>\n',
      }),
    ).toEqual([]);
  });
});

describe('a template', () => {
  const tags = (text: string) => readAstroTemplate(text)?.tags.map(({ name, depth }) => `${name}${depth}`);

  it('knows how deep a tag stands', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the template's own
    expect(tags('<a>{x.map((y) => <b title={`${y}<c>`}>{y && <i />}</b>)}</a>')).toEqual([
      'a0',
      'b1',
      'i2',
      'b1',
      'a0',
    ]);
  });

  it('takes no comparison, string, comment or raw text for a tag', () => {
    expect(tags("{a <b && '<c>' /* <d> */ && `<e>`}<script>let f = '<g>';</script><!-- <h> -->")).toEqual([
      'script0',
    ]);
  });

  it.each([
    '{a',
    '<a href={b>',
    '<a b="c>',
    '{<p>a}',
    '<!-- a',
    '<script>a',
    'text\n---\nconst a = 1;\n---\n',
  ])('%j is not followed', (text) => {
    expect(readAstroTemplate(text)).toBeUndefined();
  });
});
