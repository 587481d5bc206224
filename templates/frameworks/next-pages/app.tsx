import type { ComponentType } from 'react';
import { PushListener } from '#push/push-listener';

interface AppProps {
  readonly Component: ComponentType<Record<string, unknown>>;
  readonly pageProps: Record<string, unknown>;
}

/** Goes around every page. */
export default function App({ Component, pageProps }: AppProps) {
  return (
    <>
      <Component {...pageProps} />
      <PushListener />
    </>
  );
}
