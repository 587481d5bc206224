import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { equalSecrets } from './equal-secrets.ts';
import type { Store } from './store.ts';
import type { Subscription } from './subscription.ts';

/** What is used of `node:sqlite`: https://nodejs.org/api/sqlite.html. */
interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database;
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  run(...values: (string | number)[]): { readonly changes: number | bigint };
  get(...values: (string | number)[]): Row | undefined;
  all(...values: (string | number)[]): Row[];
}

/** What the queries below select. */
interface Row {
  readonly user?: unknown;
  readonly p256dh?: unknown;
  readonly auth?: unknown;
  readonly count?: unknown;
}

/** More browsers than a person has; beyond it the one that was seen longest ago goes. */
const maxPerUser = 20;

const schema = `
  CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY, -- SHA-256 of the endpoint
    user TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    vapid_key TEXT NOT NULL, -- the public key it was made with (RFC 8292 §4)
    created_at INTEGER NOT NULL, -- ms
    seen_at INTEGER NOT NULL -- ms, when its browser last confirmed it
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS subscriptions_by_user ON subscriptions (user);
`;

/** This Node has no `node:sqlite`, which came with 22.13. */
export class NoSqlite extends Error {
  override readonly name = 'NoSqlite';
}

/** Asked for at run time, so that neither a bundler nor an older Node stumbles over a module that it does not know. */
function loadSqlite(): Sqlite {
  const { getBuiltinModule } = process as { getBuiltinModule?: (id: string) => unknown };
  const sqlite = getBuiltinModule?.('node:sqlite');
  if (sqlite === undefined) throw new NoSqlite();
  return sqlite as Sqlite;
}

/**
 * Opens, or makes, the database file; only this operating system user can read it.
 * @param path of the file, or `:memory:`
 * @throws NoSqlite on a Node that is too old
 */
export function openSqliteStore(path: string): Store {
  const { DatabaseSync } = loadSqlite();
  if (path !== ':memory:') {
    const folder = dirname(path);
    // A folder of its own keeps itself out of git, whatever becomes of the files around it.
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) {
      writeFileSync(join(folder, '.gitignore'), '*\n');
    }
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  }
  const database = new DatabaseSync(path);
  // FULL: a browser that was told "unsubscribed" stays so even after a power cut.
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(schema);

  const find = database.prepare('SELECT user, p256dh, auth FROM subscriptions WHERE id = ?');
  const upsert = database.prepare(`
    INSERT INTO subscriptions (id, user, endpoint, p256dh, auth, vapid_key, created_at, seen_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET user = excluded.user, p256dh = excluded.p256dh, auth = excluded.auth,
      vapid_key = excluded.vapid_key, seen_at = excluded.seen_at`);
  const evict = database.prepare(`
    DELETE FROM subscriptions WHERE id IN (
      SELECT id FROM subscriptions WHERE user = ? ORDER BY id = ? DESC, seen_at DESC LIMIT -1 OFFSET ?)`);
  const removeOwn = database.prepare('DELETE FROM subscriptions WHERE id = ? AND user = ?');
  const remove = database.prepare('DELETE FROM subscriptions WHERE id = ?');
  const removeUnseen = database.prepare('DELETE FROM subscriptions WHERE seen_at < ?');
  const listByUser = database.prepare(
    'SELECT id, endpoint, p256dh, auth FROM subscriptions WHERE user = ? AND vapid_key = ?',
  );
  const countOthers = database.prepare('SELECT count(*) AS count FROM subscriptions WHERE vapid_key <> ?');

  function transaction<Result>(work: () => Result): Result {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    async save(user, subscription, vapidKey, replaced) {
      const { id, endpoint, p256dh, auth } = subscription;
      return transaction(() => {
        const row = find.get(id);
        const sameBrowser = () =>
          equalSecrets(`${p256dh} ${auth}`, `${String(row?.p256dh)} ${String(row?.auth)}`);
        if (row !== undefined && row.user !== user && !sameBrowser()) return 'foreign';
        const now = Date.now();
        upsert.run(id, user, endpoint, p256dh, auth, vapidKey, now, now);
        if (replaced !== undefined && replaced !== id) removeOwn.run(replaced, user);
        evict.run(user, id, maxPerUser);
        return 'saved';
      });
    },
    async remove(user, id) {
      return transaction(() => {
        const row = find.get(id);
        if (row === undefined) return 'unknown';
        return Number(removeOwn.run(id, user).changes) > 0 ? 'removed' : 'foreign';
      });
    },
    async list(user, vapidKey) {
      return listByUser.all(user, vapidKey) as unknown as Subscription[];
    },
    async purge(id) {
      remove.run(id);
    },
    async purgeUnseen(since) {
      return Number(removeUnseen.run(since).changes);
    },
    async countOtherKeys(vapidKey) {
      return Number(countOthers.get(vapidKey)?.count);
    },
    async close() {
      database.close();
    },
  };
}
