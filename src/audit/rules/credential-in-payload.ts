import type { Audit } from '../audit.ts';
import { credentialsIn } from '../code/delivery/credentials-in.ts';
import { pushPlaces } from '../code/delivery/push-places.ts';
import type { Problem, Rule } from '../rule.ts';

export const credentialInPayload: Rule = {
  id: 'credential-in-payload',
  group: 'keys',
  title: 'A credential is sent to the browser',
  severity: 'error',
  why: 'What a push carries, or a page is built with, everybody can read who has that device or opens the page: with a REST key or a token they act as the app, or as its user.',
  fix: 'Send ids and texts only, and let the app fetch the rest with the user’s own session.',
  example: "const payload = JSON.stringify({ type: 'incoming_call', callId, caller: name });",
  docs: 'https://www.cometchat.com/docs/fundamentals/user-auth',
  appliesTo: (audit) => audit.code.server.sends.length > 0 || restKeys(audit).length > 0,
  *check(audit) {
    const { server, mentioning } = audit.code;
    const pushes = (mentioning(words).length === 0 ? [] : server.deliveries).map((delivery) => ({
      delivery,
    }));
    yield* pushPlaces(pushes, ({ delivery }) => {
      const [found] = credentialsIn(delivery);
      return found && `The push’s payload carries ${found}, which everybody with the device can read.`;
    });
    yield* restKeys(audit);
  },
};

/** Without one of them in the code, nothing of it is a credential that these pushes could carry. */
const words = [
  'AUTH_KEY',
  'API_KEY',
  'REST_KEY',
  'authToken',
  'auth_token',
  'accessToken',
  'access_token',
  'ometchat',
  'ometChat',
];

/** A key of CometChat's REST API, which does anything to anybody, in a variable that bundlers write into pages. */
function restKeys({ code }: Audit): Problem[] {
  const name =
    /\b(?:VITE_|NEXT_PUBLIC_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_|EXPO_PUBLIC_|GATSBY_)\w*COMET_?CHAT\w*REST\w*KEY/i;
  return code.client.envReads(name).map((read) => ({
    message: `\`${read.name}\` is built into the page: whoever opens it has the key of CometChat’s REST API.`,
    certainty: 'proven',
    at: read.at,
  }));
}
