import type { Operation } from '../plan/operation.ts';
import type { Setup } from '../plan/setup.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';

/** One framework's knowledge: how it is recognised, where it wants things, what to write. One file each, no classes. */
export interface Framework {
  /** As in `--framework` and in reports; equals the file's name. */
  readonly id: string;
  readonly name: string;
  /** What init does in a fresh app of it, for the README. */
  readonly guide: FrameworkGuide;
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

/** One row of the README's table. Texts are Markdown. */
export interface FrameworkGuide {
  /** Majors that the tests build: `16, 15`. */
  readonly versions: string;
  /** Where the client goes. */
  readonly client: string;
  /** Where it is mounted. */
  readonly mount: string;
  readonly publicKey: string;
  /** The env file of the secrets. */
  readonly secrets: string;
  /** Where the server is, for each target. */
  readonly server: string;
}
