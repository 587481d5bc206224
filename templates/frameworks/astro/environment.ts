import { getSecret } from 'astro:env/server';

/** What the push server reads. Astro keeps env files out of `process.env`, and tells the values one by one. */
const names = [
  'PUBLIC_VAPID_PUBLIC_KEY',
  'VAPID_PRIVATE_KEY',
  'VAPID_SUBJECT',
  'PUSH_SEND_SECRET',
  'PUSH_TOKEN_SECRET',
  'PUSH_DEV_USER',
  'PUSH_APP_ORIGIN',
  'PUSH_DATABASE',
  'PUSH_ALLOWED_ENDPOINTS',
  'PUSH_PROXY',
];

/** Where the variables are read from: in development `.env`, in production the environment of the process. */
export const environment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(names.map((name) => [name, getSecret(name)])),
  // A build runs in production, also where nobody has said so to the process.
  NODE_ENV: getSecret('NODE_ENV') ?? (import.meta.env.PROD ? 'production' : 'development'),
};
