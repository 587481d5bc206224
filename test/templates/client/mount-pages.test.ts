import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
});

// What <ClientRouter /> puts in the place of a page has another body, and runs no script a second time.
test('in Astro, every page that is swapped in is mounted on', async () => {
  const path = '../../../templates/frameworks/astro/mount-pages.ts';
  const { mountPushOnPages } = (await import(/* @vite-ignore */ path)) as { mountPushOnPages(): void };
  const addEventListener = vi.fn();
  vi.stubGlobal('document', { addEventListener });
  mountPushOnPages();
  expect(addEventListener).toHaveBeenCalledWith('astro:after-swap', expect.any(Function));
});
