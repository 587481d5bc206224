import { detectNext } from '../project/next/next-detection.ts';
import { readNextLayout } from '../project/next/next-layout.ts';
import type { Framework } from './framework.ts';

/** The app router, alone or with pages beside it: routes and the manifest go into `app`, the listener into both. */
export const nextApp: Framework = {
  id: 'next-app',
  name: 'Next.js (app router)',
  guide: {
    versions: '16, 15',
    client: '`push/`, or `src/push/` beside `src/app`',
    mount: 'every root layout, and `pages/_app` where there are pages too',
    publicKey: '`NEXT_PUBLIC_VAPID_PUBLIC_KEY`',
    secrets: '`.env.local`',
    server: '`app/api/push/[...route]/route`, else `server/`',
  },
  detect(project) {
    const next = detectNext(project);
    if (next === undefined || !next.hasApp) {
      return undefined;
    }
    return { mode: next.routers, router: next.routers, evidence: next.evidence };
  },
  layout: readNextLayout,
  async plan(project, setup) {
    const { planNextApp } = await import('../plan/next/plan-next-app.ts');
    return planNextApp(project, readNextLayout(project), setup);
  },
};
