import type { ParsedModule } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import type { Route } from '../server/server-routes.ts';
import { bodyPath } from './body-path.ts';
import { cometchatTriggers } from './cometchat-webhook.ts';
import type { Watch } from './delivery.ts';
import { asksForPlatformToken } from './platform-token.ts';
import type { Webhook } from './webhook.ts';
import type { Chain } from './webhook-chain.ts';

/** Who calls the route: as its path, what it reads and what it compares say; undefined where it is no webhook. */
export function vendorOf(
  project: Project,
  module: ParsedModule,
  route: Route,
  { path = '' }: Chain,
  watch: Watch,
): Webhook['vendor'] | undefined {
  const where = `${path} ${/(?:^|\/)(?:api|routes|pages|functions|server|webhooks?)\/.*$/.exec(module.path)?.[0] ?? ''}`;
  const reads = new Set([...watch.reads].map(bodyPath).filter((read) => read !== undefined));
  const triggers = [...watch.compared].flatMap(([read, constants]) =>
    bodyPath(read) === 'trigger' ? [...constants.keys()] : [],
  );
  const named = /comet-?chat/i;
  if (
    (reads.has('trigger') && triggers.some((trigger) => cometchatTriggers.has(trigger))) ||
    (named.test(where) && (/hook/i.test(where) || reads.has('trigger') || reads.has('data'))) ||
    (reads.has('trigger') && named.test(module.text)) ||
    [...watch.reads].some((read) => /x-cometchat-signature/i.test(read))
  )
    return 'cometchat';
  if (/hook/i.test(where) || [...watch.reads].some((read) => /x-[\w-]*hook/i.test(read))) return 'other';
  // What Supabase's database webhooks send: https://supabase.com/docs/guides/database/webhooks
  const record =
    reads.has('record') && ['type', 'table', 'old_record', 'schema'].some((name) => reads.has(name));
  return record && !asksForPlatformToken(project, route.module.path) ? 'other' : undefined;
}
