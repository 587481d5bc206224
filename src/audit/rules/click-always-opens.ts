import { placeOf } from '../code/place-of.ts';
import type { HandlerRun } from '../code/worker/worker-model.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const clickAlwaysOpens: Rule = {
  id: 'click-always-opens',
  group: 'worker',
  title: 'A click does not lead to the window that is open',
  severity: 'warning',
  why: 'Every click adds a tab, or loads the app anew, beside the window that the person has open already, or it leads nowhere at all.',
  fix: 'Look for a window with clients.matchAll, focus it and lead it to the place; open one only when there is none.',
  example: `const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
const open = windows.find((window) => new URL(window.url).origin === self.location.origin);
if (open) return open.focus().then((window) => window.navigate(url));
return clients.openWindow(url);`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Clients/openWindow',
  appliesTo: ({ code }) =>
    workersInUse(code).some((worker) => worker.runs('notificationclick').some(({ walked }) => walked)),
  *check({ code }) {
    for (const worker of workersInUse(code)) {
      const runs = worker.runs('notificationclick');
      if (!isWhollySeen(worker) || runs.some(({ walked }) => !walked)) continue;
      for (const { calls, opensBeside } of runs) {
        const open = opensBeside ? calls.find(({ name }) => name === 'clients.openWindow') : undefined;
        if (open === undefined) continue;
        yield {
          message: 'This opens a window even when one that is open has been focused: every click adds a tab.',
          certainty: 'proven',
          at: placeOf(open.module, open.node),
        };
      }
      if (runs.some(usesWindow)) continue;
      const calls = runs.flatMap((run) => run.calls);
      const open = calls.find(({ name }) => name === 'clients.openWindow');
      const [first] = runs;
      if (first !== undefined && calls.every(({ name }) => closes.has(name) || name.startsWith('console.'))) {
        yield {
          message: 'This listener neither opens a window nor focuses one: a click leads nowhere.',
          certainty: 'likely',
          at: placeOf(first.listener.module, first.listener.node),
        };
      }
      if (open === undefined) continue;
      const [address] = runs.flatMap(({ neverEqual }) => neverEqual);
      const looks = runs.some(({ calls }) => calls.some(({ name }) => name === 'clients.matchAll'));
      // It looks at the windows, and what it then decides cannot be seen.
      if (looks && address === undefined) continue;
      yield {
        message:
          address === undefined
            ? 'This opens a window without looking whether the app is open already.'
            : `This always opens a window: it compares the address of each with \`${address}\`, and a window's address is absolute.`,
        certainty: 'proven',
        at: placeOf(open.module, open.node),
      };
    }
  },
};

/** Whether a window that is open is brought to the front, led somewhere or told, or code does what cannot be seen. */
function usesWindow({ calls }: HandlerRun): boolean {
  return calls.some(({ name }) =>
    ['client.focus', 'client.navigate', 'postMessage', 'unseen', 'clients.get'].includes(name),
  );
}

/** What a listener does that only closes what was clicked. */
const closes = new Set(['notification.close', 'registration.getNotifications']);
