import type { Location } from '../rule.ts';
import type { ModuleGraph } from './modules.ts';
import type { PromptCall } from './prompts.ts';
import type { Origin } from './reach.ts';

/** Filled in by the client model's builder: what runs in pages. */
export interface ClientModel {
  /** Modules that reach the browser: what the entry pages import, workers left out. */
  readonly modules: readonly string[];
  /** The import graph that `modules` comes from. */
  readonly graph: ModuleGraph;
  /** Calls that show the permission prompt, with what makes them run. */
  readonly prompts: readonly Prompt[];
}

export interface Prompt {
  readonly call: PromptCall;
  readonly at: Location;
  readonly origins: readonly Origin[];
}
