import { copyTemplate } from '../template.ts';

export type ServerModule = readonly [name: string, reason: string];

/** The push server's modules that every target has, in the order in which a person would read them. */
export const serverModules: readonly ServerModule[] = [
  ['identify', 'says who is asking: the one file to complete'],
  ['app', 'its routes'],
  ['start-push', 'opens the database and begins what goes on by itself'],
  ['config', 'its environment, checked at the start'],
  ['subject', 'checks the VAPID subject'],
  ['development-identity', 'whom requests from this machine belong to'],
  ['cross-site', "refuses other sites' pages"],
  ['client-address', 'whom a rate limit counts'],
  ['rate-limit', 'requests a minute'],
  ['read-json', 'request bodies, limited'],
  ['equal-secrets', 'compares secrets'],
  ['endpoint', 'the push services that it posts to, and nothing else'],
  ['subscription', 'checks what a browser sends'],
  ['store', 'what it needs of a database'],
  ['sqlite-store', 'the database: one SQLite file'],
  ['notification', 'what a notification may hold'],
  ['payload', 'cuts it to what a push may hold'],
  ['notify', 'sends to all browsers of a user'],
  ['deliver', 'sends side by side, and again where that helps'],
  ['push-request', 'one encrypted push'],
  ['push-agent', 'connections to push services'],
  ['outcomes', 'what to do about their answers'],
  ['log', 'lines of JSON without secrets'],
];

/** The README that comes with the server, for the target that it is. */
export function serverReadme(target: 'app' | 'node'): string {
  const parts = [`server/readme/${target}.md`, 'server/readme/common.md'];
  return parts.map((part) => copyTemplate(part, { language: 'js' })).join('');
}
