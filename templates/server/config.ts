import { createECDH } from 'node:crypto';
import { isLoopback } from './development-identity.ts';
import { subjectProblem } from './subject.ts';

/** What the environment says, read once and checked. */
export interface Config {
  readonly vapid: {
    /** Unpadded base64url of 65 bytes, derived from the private key. */
    readonly publicKey: string;
    readonly privateKey: string;
    readonly subject: string;
  };
  readonly sendSecret: string;
  readonly tokenSecret: string;
  /** Whom requests from this machine belong to when they name nobody; never in production. */
  readonly devUser: string | undefined;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Path of the database file. */
  readonly database: string;
  /** Origin of the app: `https://app.example.com`. */
  readonly appOrigin: string | undefined;
  /** Push service hosts beyond the known ones; a leading dot stands for all subdomains. */
  readonly allowedEndpoints: readonly string[];
  /** Outgoing HTTP proxy that every push goes through with CONNECT. */
  readonly proxy: URL | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is not usable. One sentence for each thing wrong; none quotes a value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the configuration.
 * @param database path of the database file where PUSH_DATABASE names none
 * @throws ConfigError with everything that is wrong with it
 */
export function readConfig(environment: Environment, database: string): Config {
  const problems: string[] = [];
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const check = <Value>(problem: string | false, value: Value): Value => {
    if (problem) problems.push(problem);
    return value;
  };
  const secret = (name: string, purpose: string): string => {
    const value = read(name) ?? '';
    const command = `node -p "crypto.randomBytes(32).toString('base64url')"`;
    if (value === '') problems.push(`${name} is not set: ${purpose}; make one with ${command}.`);
    else if (value.length < 32) {
      problems.push(`${name} has fewer than 32 characters, which can be guessed: make one with ${command}.`);
    }
    return value;
  };

  const subject = read('VAPID_SUBJECT') ?? '';
  const devUser = read('PUSH_DEV_USER');
  const { NODE_ENV: mode } = environment;
  const host = read('PUSH_HOST') ?? '127.0.0.1';
  const port = Number(read('PUSH_PORT') ?? '8787');
  const appOrigin = read('PUSH_APP_ORIGIN');
  const allowedEndpoints = (read('PUSH_ALLOWED_ENDPOINTS') ?? '')
    .split(',')
    .map((entry) => entry.trim().toLowerCase());
  const proxy = read('PUSH_PROXY');

  const config: Config = {
    vapid: { ...readKeys(environment, read('VAPID_PRIVATE_KEY'), problems), subject },
    sendSecret: secret('PUSH_SEND_SECRET', 'your backend proves with it that it may send'),
    tokenSecret: secret('PUSH_TOKEN_SECRET', 'it signs the tokens that say whose browser this is'),
    devUser: check(
      devUser !== undefined &&
        mode === 'production' &&
        'PUSH_DEV_USER is set in production, where it would give its subscriptions to anybody: remove it.',
      devUser,
    ),
    host: check(
      devUser !== undefined &&
        !isLoopback(host) &&
        'PUSH_DEV_USER is set and PUSH_HOST is not this machine alone: remove one of the two.',
      host,
    ),
    port: check(
      !(Number.isInteger(port) && port >= 0 && port <= 65_535) &&
        'PUSH_PORT is no port: set a whole number up to 65535, or leave it out for 8787.',
      port,
    ),
    database: read('PUSH_DATABASE') ?? database,
    appOrigin: check(
      appOrigin !== undefined &&
        !isAppOrigin(appOrigin) &&
        'PUSH_APP_ORIGIN is no origin: set scheme and host alone, such as https://app.your-domain.com (http: only for localhost).',
      appOrigin,
    ),
    allowedEndpoints: allowedEndpoints
      .filter((entry) => entry !== '')
      .map((entry) =>
        check(
          !/^(\*?\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(entry) &&
            'PUSH_ALLOWED_ENDPOINTS has an entry that is no host: list hosts separated by commas, with *. in front for all subdomains.',
          entry.replace(/^\*/, ''),
        ),
      ),
    proxy: check(
      proxy !== undefined &&
        !(URL.canParse(proxy) && new URL(proxy).protocol === 'http:') &&
        'PUSH_PROXY is no http: URL: set one such as http://proxy.your-company.com:3128, or remove it.',
      proxy !== undefined && URL.canParse(proxy) ? new URL(proxy) : undefined,
    ),
  };
  const subjectIs = subjectProblem(subject);
  if (subjectIs !== undefined) {
    problems.push(
      `VAPID_SUBJECT ${subjectIs}: set a mailto: or https: URL that reaches you, such as mailto:push@your-domain.com.`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The pair that the private key stands for, held against every public key that the app's build would read. */
function readKeys(environment: Environment, privateKey: string | undefined, problems: string[]) {
  const make = 'make a pair with npx pushwright generate-vapid-keys';
  if (privateKey === undefined) {
    problems.push(
      `VAPID_PRIVATE_KEY is not set: put the one there that the app's public key belongs to, or ${make}.`,
    );
    return { publicKey: '', privateKey: '' };
  }
  const publicKey = derivePublicKey(privateKey);
  if (publicKey === undefined) {
    problems.push(
      `VAPID_PRIVATE_KEY is not a P-256 private key in unpadded base64url (43 characters): ${make}.`,
    );
    return { publicKey: '', privateKey: '' };
  }
  for (const [name, value] of Object.entries(environment)) {
    if (!name.endsWith('VAPID_PUBLIC_KEY') || !value?.trim() || value.trim() === publicKey) continue;
    problems.push(
      `${name} does not belong to VAPID_PRIVATE_KEY, so no browser that subscribes with it could be reached: put the two halves of one pair there.`,
    );
  }
  return { publicKey, privateKey };
}

function derivePublicKey(privateKey: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(privateKey)) return undefined;
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(privateKey, 'base64url');
  } catch {
    return undefined;
  }
  return ecdh.getPublicKey('base64url');
}

function isAppOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure && url.origin === value;
}
