import { afterAll, describe, expect, it } from 'vitest';
import { isCaught, readNextProxy } from '../../src/project/next/next-matcher.ts';
import { readProject } from '../../src/project/read-project.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterAll(removeTemporary);

const files = {
  'package.json': '{"dependencies":{"next":"16.4.3"}}',
  'src/app/layout.tsx': 'export default ({ children }) => <html><body>{children}</body></html>;',
};
const paths = ['/sw.js', '/manifest.json', '/api/push/subscribe'];
const caughtBy = (text: string, name = 'src/proxy.ts') =>
  readNextProxy(readProject(writeTree({ ...files, [name]: text })), paths)?.caught;

describe('what a matcher takes, as Next compiles it', () => {
  // Answers of Next 16.4.3's own getMiddlewareMatchers.
  it.each([
    ['/((?!api|_next/static|_next/image|.*\\.png$).*)', '/sw.js', true],
    ['/((?!api|_next/static|_next/image|.*\\.png$).*)', '/api/push/key', false],
    ['/((?!_next|_vercel|api|.*\\..*).*)', '/sw.js', false],
    ['/:path*', '/sw.js', true],
    ['/dashboard/:path*', '/dashboard', true],
    ['/dashboard/:path*', '/sw.js', false],
    ['/api/:path*', '/api/push/subscribe', true],
    ['/api/(.*)', '/api/push/subscribe', true],
    ['/', '/sw.js', false],
    ['/manifest', '/manifest.json', true],
    ['/SW.js', '/sw.js', false],
    ['/((?!sw.js|.*\\.(?:svg|json)$).*)', '/manifest.json', false],
    ['/(broken', '/sw.js', false],
  ])('%s and %s: %s', (source, path, expected) => {
    expect(isCaught([source], path)).toBe(expected);
  });
});

describe('the proxy of an app', () => {
  it('is found beside the router alone', () => {
    expect(caughtBy('export function proxy() {}', 'proxy.ts')).toBeUndefined();
    expect(caughtBy('export function middleware() {}', 'src/middleware.js')).toEqual(paths);
  });

  it('runs for everything without a matcher', () => {
    expect(caughtBy("export { default } from 'next-auth/middleware';")).toEqual(paths);
    expect(caughtBy('export function proxy() {}\nexport const config = { unstable_x: 1 };')).toEqual(paths);
  });

  it('reads a text, objects, and lists of both', () => {
    expect(caughtBy("export const config = { matcher: '/api/:path*' };")).toEqual(['/api/push/subscribe']);
    expect(
      caughtBy(
        "export const config = { matcher: ['/manifest.json', { source: '/sw.js', missing: [{ type: 'cookie', key: 'a' }] }] };",
      ),
    ).toEqual(['/sw.js', '/manifest.json']);
    expect(caughtBy("const config = { matcher: ['/login'] };\nexport { config };")).toEqual([]);
  });

  it('fears the worst of a matcher that cannot be read', () => {
    expect(caughtBy('export const config = { matcher: [...shared] };')).toEqual(paths);
  });
});
