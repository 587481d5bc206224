/**
 * Triggers that CometChat's webhooks know, the custom push provider's and the legacy ones included:
 * https://www.cometchat.com/docs/rest-api/management-apis/webhooks/overview
 */
export const cometchatTriggers: ReadonlySet<string> = new Set([
  ...[
    'message_sent',
    'message_edited',
    'message_deleted',
    'message_reaction_added',
    'message_reaction_removed',
  ],
  ...['message_delivery_receipt', 'message_read_receipt', 'user_mentioned'],
  ...['user_blocked', 'user_unblocked', 'user_connection_status_changed'],
  ...['group_created', 'group_updated', 'group_deleted', 'group_owner_transferred', 'group_member_joined'],
  ...['group_member_left', 'group_member_added', 'group_member_kicked', 'group_member_banned'],
  ...['group_member_unbanned', 'group_member_removed', 'group_member_scope_changed'],
  ...['call_initiated', 'call_started', 'call_participant_joined', 'call_participant_left', 'call_ended'],
  ...['call_busy', 'call_cancelled', 'call_rejected', 'call_unanswered'],
  ...['meeting_started', 'meeting_participant_joined', 'meeting_participant_left', 'meeting_ended'],
  ...['recording_generated', 'transcription_generated'],
  ...['moderation_engine_approved', 'moderation_engine_blocked', 'moderation_engine_failed'],
  'moderation_manual_approved',
  'push-notification-payload-generated',
  ...['before_message', 'after_message'],
]);
