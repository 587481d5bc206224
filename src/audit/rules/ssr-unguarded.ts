import { placeOf } from '../code/place-of.ts';
import type { Rule } from '../rule.ts';

export const ssrUnguarded: Rule = {
  id: 'ssr-unguarded',
  group: 'client',
  title: 'Push code reads browser globals while the server renders',
  severity: 'error',
  why: 'The server has no window and no Notification, so the page answers with an error, or the build fails, before any browser sees it.',
  fix: 'Read browser globals in effects and event handlers, or load the module in the browser alone.',
  example: `const [supported, setSupported] = useState(false);
useEffect(() => setSupported('PushManager' in window), []);`,
  docs: 'https://react.dev/reference/react-dom/client/hydrateRoot#handling-different-client-and-server-content',
  appliesTo: ({ code }) => code.client.rendersPushOnServer || code.client.deadIslands.length > 0,
  *check({ code }) {
    for (const { place, name, trail } of code.client.serverGlobals) {
      const at = placeOf(place.unit.module, place.node);
      yield {
        message: `The server evaluates this too, and ${name} is undefined there: rendering ends with an error.`,
        certainty: 'proven',
        at,
        trail: [...trail, { path: at.path, line: at.line, text: `reads ${name}` }],
      };
    }
    for (const { name, at } of code.client.deadIslands) {
      yield {
        message: `<${name}> has no client: directive, so its script never reaches the browser and its button does nothing.`,
        certainty: 'proven',
        at,
      };
    }
  },
};
