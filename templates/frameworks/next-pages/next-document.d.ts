/** What the document's template takes from Next, which is no dependency of this package. */
declare module 'next/document' {
  import type { ComponentType, PropsWithChildren } from 'react';

  export const Html: ComponentType<PropsWithChildren>;
  export const Head: ComponentType<PropsWithChildren>;
  export const Main: ComponentType;
  export const NextScript: ComponentType;
}
