const halves = new Set(['PUBLIC', 'PRIVATE', 'PUB', 'PRIV', 'PVT', 'SECRET']);
const prefixes = [
  'NEXT_PUBLIC_',
  'NUXT_PUBLIC_',
  'EXPO_PUBLIC_',
  'REACT_APP_',
  'VUE_APP_',
  'GATSBY_',
  'VITE_',
  'PUBLIC_',
];

/**
 * What the names of a pair's two halves have in common: `VAPID_KEY` for VAPID_PRIVATE_KEY and NEXT_PUBLIC_VAPID_PUBLIC_KEY.
 */
export function keyStem(name: string): string {
  const prefix = prefixes.find((each) => name.startsWith(each)) ?? '';
  return name
    .slice(prefix.length)
    .toUpperCase()
    .split('_')
    .filter((word) => !halves.has(word))
    .join('_');
}
