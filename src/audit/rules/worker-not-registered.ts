import { mayGenerateWorker } from '../app/worker-generators.ts';
import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { findRegisterCalls } from '../code/worker/register-calls.ts';
import type { WorkerModel } from '../code/worker/worker-model.ts';
import { findSubscribers } from '../code/worker/worker-subscribers.ts';
import type { Rule } from '../rule.ts';

export const workerNotRegistered: Rule = {
  id: 'worker-not-registered',
  group: 'worker',
  title: 'Nothing registers the service worker',
  severity: 'error',
  why: 'Without a registration navigator.serviceWorker.ready never resolves: nobody can turn pushes on, and no error says why.',
  fix: 'Register the worker in code that every page runs, in production too.',
  example: "await navigator.serviceWorker.register('/sw.js');",
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerContainer/ready',
  appliesTo: (audit) => pushWorkers(audit).length > 0 && findSubscribers(audit.code).length > 0,
  *check(audit) {
    const { code } = audit;
    const calls = findRegisterCalls(code);
    const workers = pushWorkers(audit);
    const registered = code.workers.filter(({ service }) => service.registeredAt !== undefined);
    const [call] = calls;
    if (call?.onlyInDevelopment && calls.every(({ onlyInDevelopment }) => onlyInDevelopment)) {
      // What a plugin registers by itself, it registers in production.
      if (code.workers.some(({ service }) => !own.has(service.kind))) return;
      yield {
        message: 'The worker is registered in development alone: in production nobody can subscribe.',
        certainty: 'proven',
        at: placeOf(call.unit, call.node),
      };
      return;
    }
    const [worker] = workers;
    if (worker === undefined || calls.length > 0 || registered.length > 0 || isRegisteredElsewhere(audit))
      return;
    const [subscriber] = findSubscribers(code);
    const waits = subscriber && placeOf(subscriber.module, subscriber.node);
    yield {
      message: `${audit.nameOf(worker.path)} listens for pushes, the app subscribes to them, and no code registers the worker.`,
      certainty: 'likely',
      at: { path: worker.path, line: 1, column: 1 },
      trail: waits && [
        { path: waits.path, line: waits.line, text: 'this subscribes, once there is a worker' },
      ],
    };
  },
};

const own = new Set(['hand-written', 'pushwright']);

/** Workers of the app's own that listen for pushes. */
function pushWorkers({ code }: Audit): readonly WorkerModel[] {
  return code.workers.filter(
    ({ service, push, path }) => own.has(service.kind) && push.length > 0 && !path.startsWith('/'),
  );
}

/** Frameworks and packages that register a worker by themselves, and code of a kind that the model does not read. */
function isRegisteredElsewhere({ code, project }: Audit): boolean {
  if (code.workers.some(({ service }) => !own.has(service.kind))) return true;
  if (code.mentioning(['.register(']).some((path) => /service-?worker/i.test(project.files.text(path) ?? '')))
    return true;
  return mayGenerateWorker(project);
}
