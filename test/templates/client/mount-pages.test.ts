import { afterEach, expect, test, vi } from 'vitest';

const log: string[] = [];
vi.mock('#push/mount-push', () => ({
  mountPush: () => {
    log.push('mounted');
    return () => log.push('taken away');
  },
}));

afterEach(() => {
  vi.unstubAllGlobals();
});

// What <ClientRouter /> puts in the place of a page has another body, and runs no script a second time.
test('in Astro, every page that is swapped in is mounted on', async () => {
  const page = new EventTarget();
  vi.stubGlobal('document', page);
  const path = '../../../templates/frameworks/astro/mount-pages.ts';
  const { mountPushOnPages } = (await import(/* @vite-ignore */ path)) as { mountPushOnPages(): void };
  mountPushOnPages();
  page.dispatchEvent(new Event('astro:after-swap'));
  expect(log).toEqual(['mounted', 'taken away', 'mounted']);
});
