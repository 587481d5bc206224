import { readFileSync } from 'node:fs';

/** One repository of public code whose push code was read by people, with what they found. */
export interface AuditLabel {
  readonly repo: string;
  readonly commit: string;
  readonly commit_date: string;
  readonly framework: string;
  readonly labels: Readonly<
    Record<string, { readonly value: boolean | 'NA' | 'partial'; readonly evidence: string }>
  >;
}

/** How a label is asked of the audit: the rules that must report, and when the people's word means that they must. */
export interface Question {
  readonly label: string;
  /** One of them reporting is the audit's yes. */
  readonly rules: readonly string[];
  /** The value that names a mistake. */
  readonly mistake: boolean;
  /** What `partial` means for these rules; left out of the count when undefined. */
  readonly partial?: 'mistake' | 'right';
}

/**
 * The labels that a rule answers. `vapid_public_key_hardcoded` is none: a public key is public. In the labels' words a click
 * that opens a window without looking for one is `partial`. So is a server that deletes on any error, which another rule is
 * about, and one that deletes in one of its senders: these are not counted.
 */
export const questions: readonly Question[] = [
  { label: 'permission_only_on_gesture', rules: ['permission-without-gesture'], mistake: false },
  { label: 'sw_push_handler', rules: ['push-handler-missing', 'worker-missing'], mistake: false },
  { label: 'push_waituntil', rules: ['push-without-wait-until'], mistake: false },
  {
    label: 'push_always_shows_notification',
    rules: ['push-shows-nothing', 'push-payload-ignored', 'foreground-suppressed'],
    mistake: false,
  },
  { label: 'push_data_json_guarded', rules: ['push-data-unguarded'], mistake: false },
  { label: 'notificationclick_handler', rules: ['notification-click-missing'], mistake: false },
  {
    label: 'click_focuses_or_opens_window',
    rules: ['click-always-opens', 'notification-click-missing'],
    mistake: false,
    partial: 'mistake',
  },
  {
    label: 'pushsubscriptionchange_handled',
    rules: ['subscription-change-unhandled'],
    mistake: false,
    partial: 'mistake',
  },
  { label: 'vapid_private_key_committed', rules: ['private-key-committed'], mistake: true },
  { label: 'vapid_private_key_in_public_env_prefix', rules: ['private-key-in-public-env'], mistake: true },
  {
    label: 'server_purges_on_404_410',
    rules: ['dead-subscription-kept'],
    mistake: false,
  },
  { label: 'subscribe_endpoint_trusts_body_uid', rules: ['subscribe-trusts-body'], mistake: true },
  { label: 'webhook_signature_verified', rules: ['webhook-unverified'], mistake: false },
  {
    label: 'unsubscribe_on_logout',
    rules: ['logout-keeps-subscription'],
    mistake: false,
    partial: 'mistake',
  },
  {
    label: 'manifest_standalone_icons_linked',
    rules: ['manifest-missing', 'manifest-incomplete', 'manifest-not-linked'],
    mistake: false,
  },
  { label: 'application_server_key_given', rules: ['subscribe-options-missing'], mistake: false },
  { label: 'user_visible_only_true', rules: ['subscribe-options-missing'], mistake: false },
  { label: 'http_non_localhost_push_server_url', rules: ['insecure-origin'], mistake: true },
  {
    label: 'foreground_suppression_in_sw',
    rules: ['foreground-suppressed'],
    mistake: true,
  },
];

/** The labels of a file: an array of them. */
export function readAuditLabels(path: string): readonly AuditLabel[] {
  return JSON.parse(readFileSync(path, 'utf8')) as AuditLabel[];
}
