import { placeOf } from '../code/place-of.ts';
import { findPythonSends, locateInPython } from '../code/python/find-python-sends.ts';
import { type EndpointLog, findEndpointLogs } from '../code/server/endpoint-logs.ts';
import type { Rule } from '../rule.ts';

export const endpointLogged: Rule = {
  id: 'endpoint-logged',
  group: 'server',
  title: 'Push endpoints are written to the log',
  severity: 'warning',
  why: 'An endpoint is a secret address of one person’s browser: whoever reads the logs can recognise that browser, and with a push service that asks for no key can send to it.',
  fix: 'Log the push service’s host, the status and an id of your own, never the endpoint, the subscription or the whole error.',
  example: `catch (error) {
  console.error('push failed', { subscription: row.id, status: error.statusCode });
}`,
  docs: 'https://www.rfc-editor.org/rfc/rfc8030#section-8.3',
  appliesTo: ({ code, project }) => code.server.modules.length > 0 || findPythonSends(project).length > 0,
  *check({ code, project }) {
    for (const sends of findPythonSends(project)) {
      for (const log of sends.endpointLogs)
        yield { message: messages.endpoint, certainty: 'proven', at: locateInPython(sends, log) };
    }
    const { modules, sends, stores } = code.server;
    for (const path of modules) {
      const module =
        [...sends, ...stores].find((site) => site.module.path === path)?.module ?? code.module(path);
      if (module === undefined) continue;
      const own = sends.filter((send) => send.module === module);
      for (const log of findEndpointLogs(module, own)) {
        yield {
          message: messages[log.logs],
          certainty: log.toConsole || log.logs === 'endpoint' ? 'proven' : 'likely',
          at: placeOf(module, log.node),
        };
      }
    }
  },
};

const messages: Readonly<Record<EndpointLog['logs'], string>> = {
  endpoint:
    'The endpoint goes into the log, where everybody who reads it gets at the address of this browser.',
  subscription:
    'The whole subscription goes into the log: the browser’s address and the keys to encrypt for it.',
  error: 'The whole error goes into the log, and a WebPushError holds the endpoint.',
};
