import { positionAt } from '../../project/parse.ts';
import type { Project } from '../../project/project.ts';
import type { Audit } from '../audit.ts';
import type { Location } from '../rule.ts';
import type { ClientModel, Prompt } from './client-model.ts';
import type { CodeModel } from './code-model.ts';
import { createEvaluator } from './evaluate.ts';
import { createModuleGraph, type ModuleGraph } from './modules.ts';
import { findPrompts, promptWords } from './prompts.ts';
import { createReach } from './reach.ts';
import { createUnits, type Place } from './units.ts';
import { createUses } from './uses.ts';

/** What runs in pages. Each part is found when it is first asked for. */
export function createClientModel(project: Project, code: CodeModel, framework: Audit['framework']): ClientModel {
  const units = createUnits(code);
  const evaluator = createEvaluator(units);
  const graph = lazily(() => createModuleGraph(project, code, framework));
  const reach = lazily(() => {
    const uses = createUses({ code, units, evaluator, graph: graph() });
    return createReach({ uses, evaluator, graph: graph() });
  });

  const clientUnits = (words: readonly string[]) =>
    code.mentioning(words).flatMap((path) => {
      const text = project.files.text(path);
      if (!graph().isClient(path) || (text !== undefined && isWorkerSource(text))) return [];
      const unit = units.get(path);
      return unit === undefined ? [] : [unit];
    });

  const prompts = lazily(() =>
    clientUnits(promptWords)
      .flatMap((unit) => findPrompts(unit, evaluator))
      .map((call): Prompt => {
        const origins = call.byName ? reach().originsOfValue(call.place) : reach().origins(call.place);
        return { call, at: locate(call.place), origins };
      }),
  );

  return {
    get graph(): ModuleGraph {
      return graph();
    },
    get modules() {
      return graph().client;
    },
    get prompts() {
      return prompts();
    },
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Position of a place in its file. */
export function locate({ unit, node }: Place): Location {
  return { path: unit.path, ...positionAt(unit.text, node.start) };
}

/** Worker code that a folder of guesses may hold: it runs in no page. */
function isWorkerSource(text: string): boolean {
  return /ServiceWorkerGlobalScope|\bimportScripts\(|\bskipWaiting\(|addEventListener\(\s*['"]push['"]/.test(text);
}
