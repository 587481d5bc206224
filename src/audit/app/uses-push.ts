import type { Audit } from '../audit.ts';

/** One of them stands in every page's code that subscribes. */
const pushWords = ['pushManager', 'PushManager', 'firebase/messaging'];
/** Firebase's package for React Native, whose apps are no web apps. */
const native = '@react-native-firebase/messaging';

/** Files of pages that subscribe to push, or may do so. */
export function pushFiles({ code, project }: Audit): readonly string[] {
  return code.mentioning(pushWords).filter((path) => {
    if (!project.files.mentions(path, [native])) return true;
    const text = project.files.text(path)?.replaceAll(native, '') ?? '';
    return pushWords.some((word) => text.includes(word));
  });
}

/** Whether pages of the app subscribe to push, or may do so. */
export function usesPush(audit: Audit): boolean {
  return pushFiles(audit).length > 0;
}
