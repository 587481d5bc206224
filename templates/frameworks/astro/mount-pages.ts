import { mountPush } from '#push/mount-push';

/** Starts push on this page, and on every page that `<ClientRouter />` puts in its place, whose body is another one. */
export function mountPushOnPages(): void {
  let unmount = mountPush();
  document.addEventListener('astro:after-swap', () => {
    unmount();
    unmount = mountPush();
  });
}
