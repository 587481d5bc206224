/** Words that a session is kept under: who is signed in, and what proves it. */
const ofSession =
  /^(?:users?|userid|username|userinfo|userdata|currentuser|uid|auth|authenticated|authorized|oauth|jwt|token|accesstoken|authtoken|idtoken|session|account|profile|login|loggedin|logged|signed|signedin|member|credentials?)$/;

/** Words of what a person has decided, or of a push that is set up already. */
const ofChoice =
  /notif|push|fcm|vapid|device|permi|subscri|enabl|disabl|^on$|^opt|setting|prefer|pref|config|allow|consent|accept|agree|ask|prompt|remind|toggle|want|wish|seen|dismiss|onboard|theme|lang/;

/**
 * Whether what goes by this name is about who is signed in, and nothing else: `currentUser`, `auth_token`. It holds whenever
 * the app is opened by somebody who once signed in, so it is no leave to ask for anything.
 */
export function isAboutSession(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => ofSession.test(word)) && !words.some((word) => ofChoice.test(word));
}

/** Whether a field says that pushes are wanted: `profile.notifications`, `user.push`. */
export function isAboutPushes(name: string): boolean {
  return name !== 'Notification' && /notif|^push(?:es)?$/i.test(name) && !/permission|support/i.test(name);
}

function wordsOf(name: string): string[] {
  return name.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
}
