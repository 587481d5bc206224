import { detectNext } from '../project/next/next-detection.ts';
import { readNextLayout } from '../project/next/next-layout.ts';
import type { Framework } from './framework.ts';

/** The pages router alone. */
export const nextPages: Framework = {
  id: 'next-pages',
  name: 'Next.js (pages router)',
  guide: {
    versions: '16, 15',
    client: '`push/`, or `src/push/` beside `src/pages`',
    mount: '`pages/_app`',
    publicKey: '`NEXT_PUBLIC_VAPID_PUBLIC_KEY`',
    secrets: '`.env.local`',
    server: '`pages/api/push/[...route]`, else `server/`',
  },
  detect(project) {
    const next = detectNext(project);
    if (next === undefined || next.hasApp) {
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
