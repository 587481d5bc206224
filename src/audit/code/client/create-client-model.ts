import { lazy } from '../../../project/lazy.ts';
import { lazyObject } from '../../../project/lazy-object.ts';
import { positionAt } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { Audit } from '../../audit.ts';
import type { Location } from '../../rule.ts';
import { createUnits, type Place, type Unit } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { createUses } from '../follow/uses.ts';
import { createModuleGraph } from '../modules/modules.ts';
import { createEvaluator } from '../values/evaluate.ts';
import type { ClientModel, EnvRead, Logout, Prompt, Subscription } from './client-model.ts';
import { createPushParts } from './create-push-parts.ts';
import { envWords, findEnvReads, runsInBrowser } from './env-reads.ts';
import { judgeLogouts } from './judge-logouts.ts';
import { findLogouts, logoutWords } from './logouts.ts';
import { findPrompts, promptWords, withoutRepeats } from './prompts.ts';
import { createReach } from './reach.ts';
import { ignoresRefusal } from './refusals.ts';
import { type Renewal, renewalIn, renewalWords } from './renewals.ts';
import { presentSubscriptionBefore } from './reuses.ts';
import { readSubscribeOptions } from './subscribe-options.ts';
import { findOtherEnding, unsubscribeWords } from './unsubscribes.ts';

/** What runs in pages. Each part is found when it is first asked for. */
export function createClientModel(
  project: Project,
  code: CodeModel,
  framework: Audit['framework'],
): ClientModel {
  const units = createUnits(code);
  const evaluator = createEvaluator(units);
  const graph = lazy(() => createModuleGraph(project, code, framework));
  const uses = lazy(() => createUses({ code, units, evaluator, graph: graph() }));
  const reach = lazy(() => createReach({ uses: uses(), evaluator, graph: graph() }));
  // Whether code runs at all is another question than whether it can prompt there.
  const runs = lazy(() => createReach({ uses: uses(), evaluator, graph: graph(), anyCondition: true }));

  /**
   * Modules that mention one of the words, with text that matches, and run in pages; with `anywhere`, those that lead to
   * pages on the server, too.
   */
  const unitsWith = (words: readonly string[], { anywhere = false, matching = /(?:)/ } = {}): Unit[] =>
    code.mentioning(words).flatMap((path) => {
      // The text first: where it settles the question for every file, the import graph is not built.
      const text = project.files.text(path);
      if (text === undefined || !matching.test(text) || isWorkerSource(text)) return [];
      if (!(anywhere ? graph().has(path) : graph().isClient(path))) return [];
      const unit = units.get(path);
      return unit === undefined ? [] : [unit];
    });

  const calls = lazy(() => unitsWith(promptWords).flatMap((unit) => findPrompts(unit, evaluator)));
  const prompts = lazy(() =>
    withoutRepeats(calls().filter(({ kind }) => kind !== 'token')).map((call): Prompt => {
      const origins = call.byName ? reach().originsOfValue(call.place) : reach().origins(call.place);
      return {
        call,
        at: locate(call.place),
        origins,
        get ignoresRefusal() {
          return ignoresRefusal(call.place, { evaluator, uses: uses() });
        },
      };
    }),
  );
  const subscriptions = lazy(() =>
    calls().flatMap(({ name, place }): Subscription[] => {
      const kind =
        name === 'pushManager.subscribe' ? 'web-push' : name.endsWith('getToken') ? 'fcm' : undefined;
      if (kind === undefined) return [];
      const options = readSubscribeOptions(place, evaluator);
      const unlessPresent = presentSubscriptionBefore(place, evaluator);
      return [{ kind, at: locate(place), place, options, unlessPresent }];
    }),
  );
  const push = createPushParts({
    project,
    code,
    units,
    evaluator,
    graph,
    uses,
    unitsWith,
    calls,
    subscriptions,
  });
  const otherEndings = lazy(() =>
    unitsWith(unsubscribeWords).map((unit) => findOtherEnding(unit, uses(), evaluator)),
  );
  const renewal = lazy((): Renewal => {
    let found: Renewal = 'never';
    for (const unit of unitsWith(renewalWords)) {
      const own = renewalIn(unit, { uses: uses(), evaluator });
      if (own === 'on-load') return own;
      if (own === 'unknown') found = own;
    }
    return found;
  });
  const logouts = lazy(() => {
    const places = unitsWith(logoutWords, { anywhere: true }).flatMap((unit) =>
      findLogouts(unit, code, evaluator),
    );
    // A script may listen to a template's link; nothing in the link says so.
    const near = otherEndings().some(({ nearLogout }) => nearLogout);
    const sure = places.filter(({ place }) => !near || place.node.type !== 'Program');
    return judgeLogouts(sure, { uses: uses(), reach: reach(), evaluator }).map(
      ({ place, ...logout }): Logout => ({ ...logout, at: locate(place) }),
    );
  });
  const envReads = (name: RegExp): EnvRead[] =>
    unitsWith(envWords, { matching: name })
      .flatMap((unit) => findEnvReads(unit))
      .filter((read) => name.test(read.name))
      .map(
        ({ place, ...read }): EnvRead => ({
          ...read,
          at: locate(place),
          get inBrowser() {
            return runsInBrowser(place, runs());
          },
        }),
      );

  return lazyObject<ClientModel>({
    graph,
    modules: () => graph().client,
    prompts,
    subscriptions,
    logouts,
    renewal,
    endsWhenSignedOut: () => otherEndings().some(({ whenSignedOut }) => whenSignedOut),
    envReads: () => envReads,
    ...push,
  });
}

/** Position of a place in its file. */
function locate({ unit, node }: Place): Location {
  return { path: unit.path, ...positionAt(unit.text, node.start) };
}

/** Worker code that a folder of guesses may hold: it runs in no page. */
function isWorkerSource(text: string): boolean {
  return /ServiceWorkerGlobalScope|\bimportScripts\(|\bskipWaiting\(|addEventListener\(\s*['"]push['"]/.test(
    text,
  );
}
