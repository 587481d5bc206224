/** The answers that a plan needs, from flags, questions and what the repository has already. */
export interface Setup {
  /** Chat source: `own` for the app's own backend. */
  readonly provider: string;
  /** What the pushes are for. */
  readonly for: readonly ('chat' | 'calls')[];
  /** `app`: the app's own server answers; `node`: a server of its own. */
  readonly server: 'app' | 'node' | 'none';
  /** VAPID subject: a `mailto:` or `https:` URL that the push service can complain to. */
  readonly subject: string;
  /** The existing pair wherever there is one; `privateKey` undefined when only the public half is in this repository. */
  readonly keys: { readonly publicKey: string; readonly privateKey: string | undefined };
  /** Names of variables that an env file of the app sets already: they stay as they are. */
  readonly existingVariables: ReadonlySet<string>;
  /** Fresh secrets for env variables that have no value yet. */
  readonly secrets: { readonly send: string; readonly token: string };
  /** Major and minor of the Node that runs init, for what the server can expect: `[20, 19]`. */
  readonly node: readonly [major: number, minor: number];
}
