import { fastapiPywebpush } from './seeded/fastapi-pywebpush.ts';
import type { Mutation } from './seeded/mutation.ts';
import { nextCometchat } from './seeded/next-cometchat.ts';
import { viteConnectycube } from './seeded/vite-connectycube.ts';
import { viteExpress } from './seeded/vite-express.ts';

/** For each app of fixtures/seeded, the mistakes of the catalogue that can be made in it. */
export const seeded: Readonly<Record<string, readonly Mutation[]>> = {
  'vite-express': viteExpress,
  'next-cometchat': nextCometchat,
  'vite-connectycube': viteConnectycube,
  'fastapi-pywebpush': fastapiPywebpush,
};

/** Rules that no edit can break: they ask a person, and never judge code. */
export const unseedable: Readonly<Record<string, string>> = {
  'missed-call-fallback':
    'whether an e-mail or a text message follows a call that nobody took is known outside the code',
  'cometchat-dashboard': 'the webhook is configured on CometChat’s site',
  'connectycube-dashboard': 'the keys are entered on ConnectyCube’s site',
  'two-browser-smoke': 'two people and two browsers have to try it',
};
