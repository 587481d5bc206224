import type { Audit } from '../audit.ts';

/** One of them stands in every page's code that subscribes. */
export const pushWords = ['pushManager', 'PushManager', 'firebase/messaging'];

/** Whether pages of the app subscribe to push, or may do so. */
export function usesPush({ code }: Audit): boolean {
  return code.mentioning(pushWords).length > 0;
}
