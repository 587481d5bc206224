import type { Audit } from '../audit.ts';
import type { Rule } from '../rule.ts';

export const iosGuidanceMissing: Rule = {
  id: 'ios-guidance-missing',
  group: 'app',
  title: 'Nothing tells iPhone users to add the app to the Home Screen',
  severity: 'info',
  why: 'On iPhones and iPads push works only in an app on the Home Screen, and Safari has no prompt for that: people who are not told find no way to turn notifications on.',
  fix: 'When the browser is Safari on iOS and the app does not run standalone, show how to add it: Share, then “Add to Home Screen”.',
  example: `if (isIos && !navigator.standalone) return <p>Tap Share, then “Add to Home Screen”.</p>;`,
  docs: 'https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/',
  appliesTo: ({ code }) => code.client.subscriptions.length > 0,
  *check(audit) {
    const [subscription] = audit.code.client.subscriptions;
    if (subscription === undefined || audit.code.mentioning(signs).length > 0 || isTranslated(audit)) return;
    yield {
      message:
        'People with an iPhone cannot subscribe in Safari, and nothing in the app says that it has to be on the Home Screen.',
      certainty: 'likely',
      at: subscription.at,
    };
  },
};

/** What code asks to know whether it runs from the Home Screen, components that explain it, and the words in which people say it. */
const signs = [
  'navigator.standalone',
  '.standalone',
  'display-mode',
  'pwa-install',
  'ios-pwa-prompt',
  'add-to-homescreen',
  'Home Screen',
  'home screen',
  'Home screen',
  'HomeScreen',
  'homescreen',
  'Homescreen',
  'home-screen',
  'Home-Bildschirm',
  'Startbildschirm',
  "écran d'accueil",
  'écran d’accueil',
  'pantalla de inicio',
  'pantalla principal',
  'tela inicial',
  'tela de início',
  'ecrã principal',
  'schermata Home',
  'beginscherm',
  'hemskärm',
  'ekran główny',
  'ekranu głównego',
  'домашний экран',
  'экран «Домой»',
  'ana ekran',
  'Ana Ekran',
  'ホーム画面',
  '主屏幕',
  '主畫面',
  '홈 화면',
];

/** Texts may stand in files of their own. */
function isTranslated({ project }: Audit): boolean {
  const texts = project.files
    .list()
    .filter(
      (path) =>
        /\.(?:json|ya?ml|po|ftl|arb|properties|mdx?)$/.test(path) &&
        /locale|i18n|lang|messages|translation|public/i.test(path),
    );
  return texts.some((path) => {
    const text = project.files.text(path);
    return text !== undefined && signs.some((sign) => text.includes(sign));
  });
}
