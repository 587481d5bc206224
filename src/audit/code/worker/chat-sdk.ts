import type { Project } from '../../../project/project.ts';

/** Packages of chat and call services. Names, not words: an app with one of them is a chat. */
const sdks =
  /^(?:@cometchat(?:-pro)?\/|connectycube(?:$|-)|@connectycube\/|stream-chat(?:$|-)|@stream-io\/|sendbird$|@sendbird\/|@twilio\/conversations$|twilio-chat$|matrix-js-sdk$|@pubnub\/chat$|talkjs$|@talkjs\/|quickblox$|agora-chat$|@ably\/chat$|@amityco\/)/;

/** The chat or call service that the app is built on; undefined when it is not. */
export function findChatSdk({ manifest }: Project): string | undefined {
  return Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }).find((name) =>
    sdks.test(name),
  );
}
