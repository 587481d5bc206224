import { placeOf } from '../code/place-of.ts';
import type { PushHandling, PushPath } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule } from '../rule.ts';

export const pushPayloadIgnored: Rule = {
  id: 'push-payload-ignored',
  group: 'worker',
  title: 'A push without a readable payload ends without a notification',
  severity: 'warning',
  why: 'Every push has to show something, an empty one and one that cannot be read too: Safari takes the permission away after three that do not, and other browsers show a notice of their own.',
  fix: 'Show a general notification when event.data is null or cannot be parsed.',
  example: `let data = {};
try {
  data = event.data?.json() ?? {};
} catch {}
event.waitUntil(self.registration.showNotification(data.title ?? 'New activity'));`,
  docs: 'https://developer.apple.com/documentation/usernotifications/sending-web-push-notifications-in-web-apps-and-browsers',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.length > 0),
  *check({ code }) {
    for (const { push } of workersInUse(code)) {
      // With several listeners, each message is everybody's.
      if (push.some(({ walked, listener }) => !walked || listener.via === 'firebase')) continue;
      const silent = (['empty', 'text'] as const).filter((message) =>
        push.every((handling) => silentPaths(handling, message).length > 0),
      );
      const [first] = push;
      if (first !== undefined && silent.length > 0) yield problemOf(first, silent);
    }
  },
};

/** Paths of such a message that show nothing, and do so because of what it carries. */
function silentPaths({ paths }: PushHandling, message: 'empty' | 'text'): PushPath[] {
  const ofJson = paths.filter((path) => path.message === 'json');
  if (!ofJson.some(({ shows }) => shows)) return [];
  const others = new Set(ofJson.filter(({ shows }) => !shows).map(lastStep));
  return paths.filter(
    (path) =>
      path.message === message &&
      !path.shows &&
      path.certain &&
      path.failure === undefined &&
      (path.steps.length === 0 || !others.has(lastStep(path))),
  );
}

/** The choice that such a path ends with. */
function lastStep({ steps }: PushPath): string {
  const last = steps[steps.length - 1];
  return last === undefined ? '' : `${last.module.path}:${last.node.start}:${last.taken}`;
}

function problemOf(handling: PushHandling, silent: readonly ('empty' | 'text')[]): Problem {
  const { listener } = handling;
  const [path] = silentPaths(handling, silent[0] ?? 'empty');
  const last = path?.steps[path.steps.length - 1];
  const about = {
    empty: 'A push that carries nothing',
    text: 'A push whose text is no JSON',
  };
  const what = silent.length === 2 ? 'A push that carries nothing, or no JSON,' : about[silent[0] ?? 'empty'];
  return {
    message: `${what} runs through this handler without a notification.`,
    certainty: last === undefined ? 'proven' : 'likely',
    at: last === undefined ? placeOf(listener.module, listener.node) : placeOf(last.module, last.node),
  };
}
