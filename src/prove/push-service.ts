import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAutopush } from './autopush.ts';
import { createCertificateAuthority } from './certificates.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { startGcm } from './gcm.ts';
import { startMcs } from './mcs.ts';
import { startProxy } from './proxy.ts';
import { createSubscriptions, type Subscription } from './subscriptions.ts';
import { createVendorServer, type OrderedAnswer } from './vendor.ts';

/** A push service on 127.0.0.1 that real browsers subscribe at and real application servers send to. */
export interface PushService extends EventLog {
  /** Where the browsers are pointed at; see the browser drivers. */
  readonly browserAddresses: {
    /** Firefox: `dom.push.serverURL`. */
    readonly autopush: string;
    /** Chromium: `--gcm-checkin-url`, `--gcm-registration-url`, `--gcm-mcs-endpoint`. */
    readonly checkin: string;
    readonly registration: string;
    readonly mcs: string;
    /** SHA-256 of the connection server's public key, base64, for `--ignore-certificate-errors-spki-list`. */
    readonly spkiHash: string;
  };
  /** HTTP proxy that leads an application server from the real endpoints to here: `PUSH_PROXY`. */
  readonly proxyUrl: string;
  /** PEM file that makes the application server trust it: `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`. */
  readonly caFile: string;
  /** Every subscription ever made here, ended ones included. */
  readonly subscriptions: readonly Subscription[];
  /** Answers the next requests otherwise than they deserve. */
  answerNext(answer: OrderedAnswer): void;
  close(): Promise<void>;
}

/** Starts all of it on free ports of the loopback interface. `close` ends every connection and removes the certificate file. */
export async function startPushService(): Promise<PushService> {
  const log = createEventLog();
  const subscriptions = createSubscriptions(log);
  const authority = createCertificateAuthority();
  const folder = await mkdtemp(path.join(tmpdir(), 'pushwright-ca-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, authority.pem);

  const vendorServer = createVendorServer(log, subscriptions, authority);
  const started: { close(): void | Promise<void> }[] = [vendorServer];
  const close = async () => {
    await Promise.all(started.map((part) => part.close()));
    await rm(folder, { recursive: true, force: true });
  };
  const start = async <P extends { close(): Promise<void> }>(starting: Promise<P>): Promise<P> => {
    const part = await starting;
    started.push(part);
    return part;
  };

  try {
    const autopush = await start(startAutopush(log, subscriptions));
    const mcs = await start(startMcs(log, subscriptions, authority));
    const gcm = await start(startGcm(subscriptions, mcs));
    const proxy = await start(startProxy(log, vendorServer));
    return {
      ...log,
      browserAddresses: {
        autopush: autopush.url,
        checkin: gcm.checkinUrl,
        registration: gcm.registrationUrl,
        mcs: mcs.endpoint,
        spkiHash: authority.leafSpkiHash,
      },
      proxyUrl: proxy.url,
      caFile,
      get subscriptions() {
        return subscriptions.all;
      },
      answerNext: (answer) => vendorServer.order(answer),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
