import type { Operation } from '../plan/operation.ts';
import type { Setup } from '../plan/setup.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';

/** One framework's knowledge: how it is recognised, where it wants things, what to write. One file each, no classes. */
export interface Framework {
  /** As in `--framework` and in reports; equals the file's name. */
  readonly id: string;
  readonly name: string;
  /** Undefined when the repository is not of this framework. */
  detect(project: Project): Detection | undefined;
  layout(project: Project): Layout;
  /**
   * Everything `init` does for it, existing parts as `keep`. Pure: reads facts, writes nothing. A promise, because what
   * plans is loaded then: an audit reads facts alone.
   */
  plan(project: Project, setup: Setup): Promise<Operation[]>;
}

export interface Detection {
  /** How the framework is used: `spa` for Vite. */
  readonly mode: string;
  /** The router that is in use, as a label: `react-router (data)`, `none`. */
  readonly router: string;
  /** What was seen, one short statement each: `dependency vite`, `index.html`. */
  readonly evidence: readonly string[];
}
