import { findPythonSends, locateInPython } from '../code/python/find-python-sends.ts';
import type { Rule } from '../rule.ts';

export const pythonClaimsShared: Rule = {
  id: 'python-claims-shared',
  group: 'server',
  title: 'Calls of pywebpush share their claims or miss its refusals',
  severity: 'error',
  why: 'The library writes the first push service’s address into the claims it is given, so all other services refuse the pushes that follow, and a refused push is taken for one without an answer.',
  fix: 'Give every call a copy of the claims, and compare the response with None.',
  example: `try:
    webpush(subscription, data, vapid_private_key=key, vapid_claims=dict(CLAIMS), ttl=3600)
except WebPushException as error:
    if error.response is not None and error.response.status_code in (404, 410):
        delete(subscription)`,
  docs: 'https://github.com/web-push-libs/pywebpush#usage',
  appliesTo: ({ project }) => findPythonSends(project).length > 0,
  *check({ project }) {
    for (const sends of findPythonSends(project)) {
      for (const { call, made } of sends.sharedClaims) {
        const at = locateInPython(sends, call);
        yield {
          message:
            'These claims are one dict for all calls: pywebpush writes the first endpoint’s origin into it, and every other push service refuses what follows.',
          certainty: 'proven',
          at,
          trail: [
            { path: at.path, line: locateInPython(sends, made).line, text: 'the claims are made once' },
            { path: at.path, line: at.line, text: 'pywebpush writes `aud` into them and keeps it' },
          ],
        };
      }
      for (const response of sends.untrueResponses)
        yield {
          message:
            'A response of 404 or 410 counts as false in Python, so this condition never holds for a subscription that is gone: compare with None.',
          certainty: 'proven',
          at: locateInPython(sends, response),
        };
    }
  },
};
