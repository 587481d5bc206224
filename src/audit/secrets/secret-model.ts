import type { Location } from '../rule.ts';

/**
 * P-256 keys of the repository, with proof, and the variables that are meant to hold secrets. The values themselves
 * never leave this model.
 */
export interface SecretModel {
  /** Points on the curve, each with every place where it stands. */
  readonly publicKeys: readonly PublicKey[];
  readonly privateKeys: readonly PrivateKey[];
  /** Variables of all env files, git-ignored ones included. */
  readonly variables: readonly EnvVariable[];
  /** The text with every known secret cut to its first four characters. */
  redact(text: string): string;
  /** What was too large to look into, one sentence each. */
  readonly notChecked: readonly string[];
}

export interface PublicKey {
  /** 87 characters of base64url. */
  readonly key: string;
  readonly places: readonly KeyPlace[];
  /** Named as a VAPID key somewhere, not only as a browser's `p256dh`. */
  readonly isVapid: boolean;
}

export interface PrivateKey {
  /** The public key that it derives to. */
  readonly publicKey: string;
  /**
   * Why this is known to be a private key. `derivation`: its public key stands in the repository. `value`: it is what an
   * env file calls the private key. `published`: the pair stands in a specification or a tutorial. `name`: it only has the
   * shape and the name of one, which makes it likely.
   */
  readonly proof: 'derivation' | 'value' | 'published' | 'name';
  /** Where the pair was published, when it was: nobody's secret, and nobody's to use. */
  readonly published: PublishedPair | undefined;
  /** Used for VAPID as far as names and form show: not a JWT's key, not a browser's in a test. */
  readonly isVapid: boolean;
  readonly places: readonly KeyPlace[];
  /** A place where its public key stands, when there is one. */
  readonly publicKeyAt: Location | undefined;
}

export interface PublishedPair {
  /** A specification's example, or a pair that readers were shown how to use. */
  readonly kind: 'test-vector' | 'tutorial';
  /** Goes after `published in`. */
  readonly where: string;
}

/** One occurrence of a key. */
export interface KeyPlace extends Location {
  readonly form: KeyForm;
  readonly area: Area;
  /** How browsers get at it; undefined when nothing shows that they do. */
  readonly reach: Reach | undefined;
  /** In git's index or HEAD; without git, in a file that git would be given. */
  readonly isTracked: boolean;
}

/** `bytes`: a list of numbers. */
export type KeyForm = 'base64url' | 'base64' | 'hex' | 'pem' | 'jwk' | 'bytes';

/** What kind of file a path is, as far as keys are concerned. */
export type Area = 'source' | 'env' | 'env-template' | 'test' | 'docs';

/** `module`: imported by what the entry pages load. `worker`: in a service worker. `public`: served as it is. `built`: in the build's output for browsers. */
export type Reach = 'module' | 'worker' | 'public' | 'built';

export interface EnvVariable extends Location {
  readonly name: string;
  /** `empty` and `placeholder` wait for a value; `private-key` has the form of one; anything else is `other`. */
  readonly holds: 'empty' | 'placeholder' | 'private-key' | 'public-key' | 'url' | 'other';
  /** The value when it is an `http:` or `ws:` address without credentials: nothing in it was ever kept from anybody. */
  readonly plainUrl: string | undefined;
  readonly area: 'env' | 'env-template' | 'test';
  /** New to git and not ignored: `git add .` takes it. */
  readonly wouldBeAdded: boolean;
  /** The proven or likely private key that it holds. */
  readonly privateKey: PrivateKey | undefined;
}
