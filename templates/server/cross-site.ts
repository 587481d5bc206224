/**
 * Whether a browser sent this request for a page of another origin, with this site's cookies on it.
 * Browsers say so in Sec-Fetch-Site (https://w3c.github.io/webappsec-fetch-metadata/); older ones in Origin alone.
 * @param appOrigin PUSH_APP_ORIGIN; without it the request's own host stands for it
 */
export function isCrossSite(request: Request, appOrigin: string | undefined): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && origin === appOrigin) return false;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin';
  if (origin !== null) return !URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host;
  // No browser: a program that holds a cookie of the user's should have sent the token as a bearer.
  return request.headers.has('cookie');
}
