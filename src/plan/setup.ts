/** The answers that a plan needs, from flags, questions and what the repository has already. */
export interface Setup {
  /** Chat source: `own` for the app's own backend. */
  readonly provider: string;
  /** What the pushes are for. */
  readonly for: readonly ('chat' | 'calls')[];
  readonly server: 'node' | 'none';
  /** VAPID subject: a `mailto:` or `https:` URL that the push service can complain to. */
  readonly subject: string;
  /** The pair that is written to env files; the existing one wherever there is one. */
  readonly keys: VapidKeyPair;
  /** Fresh secrets for env variables that have no value yet. */
  readonly secrets: { readonly send: string; readonly token: string };
  /** Major and minor of the Node that runs init, for what the server can expect: `[20, 19]`. */
  readonly node: readonly [major: number, minor: number];
}

/** A P-256 key pair in unpadded base64url: 65 bytes uncompressed point, 32 bytes scalar (RFC 8292 §3.2). */
export interface VapidKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}
