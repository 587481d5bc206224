import { excerpt, placeOf } from '../code/place-of.ts';
import type { PathStep, PushHandling, PushPath } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule } from '../rule.ts';

export const pushShowsNothing: Rule = {
  id: 'push-shows-nothing',
  group: 'worker',
  title: 'A push message can end without a notification',
  severity: 'error',
  why: 'Subscriptions are given on the promise that every push shows something: Safari takes the permission away after three that do not, Chrome shows a notice of its own instead, and Firefox drops the subscription.',
  fix: 'Show a notification on every path, whatever the message says and whether or not a window is open.',
  example: `switch (data.type) {
  case 'chat': return show(data);
  default: return self.registration.showNotification('New activity');
}`,
  docs: 'https://webkit.org/blog/12945/meet-web-push/',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.length > 0),
  *check({ code }) {
    for (const { push } of workersInUse(code)) {
      // With several listeners, each message is everybody's: one that always shows is enough.
      if (push.some((handling) => !handling.walked || alwaysShows(handling))) continue;
      for (const handling of push) yield* problemsOf(handling);
    }
  },
};

function alwaysShows({ paths }: PushHandling): boolean {
  return paths.every((path) => path.message !== 'json' || path.shows || !path.certain);
}

function* problemsOf(handling: PushHandling): Generator<Problem> {
  const { listener, paths } = handling;
  // Firebase's SDK shows what has a `notification` part itself; data messages are told by a handler that shows some.
  const isFirebase = listener.via === 'firebase';
  if (isFirebase && !paths.some(({ shows }) => shows)) return;
  const reported = new Set<string>();
  for (const path of paths) {
    if (path.message !== 'json' || path.shows || !path.certain || path.malformed) continue;
    if (isForSomeBrowsers(path)) continue;
    const last = path.steps[path.steps.length - 1];
    const at = last === undefined ? placeOf(listener.module, listener.node) : placeOf(last.module, last.node);
    const key = `${at.path}:${at.line}:${at.column}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const start = placeOf(listener.module, listener.node);
    yield {
      message: messageFor(
        last,
        paths.some(({ shows }) => shows),
      ),
      certainty: isFirebase || isUnsure(path) ? 'likely' : 'proven',
      at,
      trail: [
        { path: start.path, line: start.line, text: 'a push message comes' },
        ...path.steps.map((step) => {
          const place = placeOf(step.module, step.node);
          return {
            path: place.path,
            line: place.line,
            text: `${quote(step)} is ${step.taken ? 'true' : 'false'}`,
          };
        }),
        { path: at.path, line: at.line, text: 'the handler ends, and no notification was shown' },
      ],
    };
  }
}

/** Browsers other than Safari allow it while a window of the app can be seen. */
function isForSomeBrowsers({ steps }: PushPath): boolean {
  const about = (what: string): boolean => steps.some((step) => step.about.includes(what));
  return about('browser') && about('clients');
}

function messageFor(last: PathStep | undefined, showsOthers: boolean): string {
  if (last === undefined) {
    return showsOthers
      ? 'Some messages pass through this push handler without a notification.'
      : 'This push handler never shows a notification.';
  }
  const when = `When ${quote(last)} is ${last.taken ? 'true' : 'false'}, a push`;
  if (last.about.includes('clients'))
    return `${when} shows nothing because a window is open: Safari counts that against the permission all the same.`;
  if (last.about.includes('permission'))
    return `${when} shows nothing because of the permission, which the browser has checked before it delivers.`;
  if (last.about.includes('payload'))
    return `${when} shows nothing: some well-formed messages pass without a notification.`;
  return `${when} shows nothing.`;
}

/** The page's windows and the message's kind are different every day; other conditions may never come to pass. */
function isUnsure({ steps }: PushPath): boolean {
  return steps.some(
    ({ about }) =>
      !about.includes('payload') && !about.includes('clients') && !about.includes('notifications'),
  );
}

function quote(step: PathStep): string {
  return `\`${step.text ?? excerpt(step.module, step.node)}\``;
}
