import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const endpointNotAllowlisted: Rule = {
  id: 'endpoint-not-allowlisted',
  group: 'server',
  title: 'The server posts to whatever address a subscription names',
  severity: 'error',
  why: 'An endpoint is an address that a stranger chose: with one inside your network, every message to that user becomes a request that this server makes there.',
  fix: 'Store, and post to, only https endpoints on the hosts of push services.',
  example: `const hosts = ['fcm.googleapis.com', '.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com'];
const { protocol, hostname } = new URL(subscription.endpoint);
const known = hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
if (protocol !== 'https:' || !known) return new Response(null, { status: 400 });`,
  docs: 'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  appliesTo: ({ code }) => code.server.stores.length > 0 && code.server.sends.length > 0,
  *check(audit) {
    const { sends, stores } = audit.code.server;
    if (knowsHosts(audit) || sends.every((send) => send.fromRequest())) return;
    const reported = new Set<unknown>();
    for (const { module, node, handler, endpointChecked } of stores) {
      if (endpointChecked || reported.has(handler)) continue;
      reported.add(handler);
      const send = sends.find(({ fromRequest }) => !fromRequest());
      const posted = send && placeOf(send.module, send.node);
      const at = placeOf(module, node);
      yield {
        message:
          'The endpoint is stored as the request has it, and the server later posts there: nothing asks whether it is a push service’s.',
        certainty: 'likely',
        at,
        trail: [
          { path: at.path, line: at.line, text: 'the endpoint of the request is stored' },
          ...(posted
            ? [{ path: posted.path, line: posted.line, text: 'pushes are posted to stored endpoints' }]
            : []),
        ],
      };
    }
  },
};

/** Hosts that nobody writes down but to compare endpoints with; FCM's stands in other addresses as well. */
const pushHosts = ['push.services.mozilla.com', 'notify.windows.com', 'push.apple.com'];

function knowsHosts({ code }: Audit): boolean {
  return code.mentioning([...pushHosts, "'fcm.googleapis.com'", '"fcm.googleapis.com"']).length > 0;
}
