import { type Config, ConfigError } from './config.ts';
import { errorName, log } from './log.ts';
import { createNotifier, type Notifier } from './notify.ts';
import { NoSqlite, openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const day = 86_400_000;
/** A browser confirms its subscription at every visit; after this long without one FCM has dropped it as well. */
const unseenLimit = 270 * day;

export interface StartedPush {
  readonly config: Config;
  readonly store: Store;
  readonly notifier: Notifier;
  /** Closes the database; the notifier has to be drained before. */
  stop(): Promise<void>;
}

/**
 * Opens the database and begins what goes on by itself.
 * @throws ConfigError when the database cannot be opened
 */
export async function startPush(config: Config): Promise<StartedPush> {
  const store = openStore(config.database);
  const others = await store.countOtherKeys(config.vapid.publicKey);
  // They work again if the old pair comes back, so they stay.
  if (others > 0) log('other-key', { subscriptions: others });
  const purgeUnseen = async () => {
    const subscriptions = await store.purgeUnseen(Date.now() - unseenLimit);
    if (subscriptions > 0) log('purged-unseen', { subscriptions });
  };
  await purgeUnseen();
  const timer = setInterval(
    () => void purgeUnseen().catch((error) => log('failed', { error: errorName(error) })),
    day,
  );
  // It alone keeps no process alive.
  timer.unref();
  return {
    config,
    store,
    notifier: createNotifier(config, store),
    async stop() {
      clearInterval(timer);
      await store.close();
    },
  };
}

function openStore(path: string): Store {
  try {
    return openSqliteStore(path);
  } catch (error) {
    throw new ConfigError([
      error instanceof NoSqlite
        ? `The database needs Node 22.13 or newer, and this is ${process.versions.node}.`
        : `PUSH_DATABASE cannot be opened (${errorName(error)}): set the path of a file that this user may write.`,
    ]);
  }
}
