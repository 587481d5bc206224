import { own } from './own.ts';
import type { Provider } from './provider.ts';

/** In the order in which they are looked for; the last one takes what nobody else claims. */
export const providers: readonly Provider[] = [own];
