import { startSessionBus } from './session-bus.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

/** A notification as the browser handed it to the desktop. */
export interface ShownNotification {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly title: string;
  /** The origin stands above the text. */
  readonly body: string;
  /** Key to label; 'default' is a click on the notification itself. */
  readonly actions: ReadonlyMap<string, string>;
}

/** The desktop's part in a notification: shows nothing, but can be clicked. */
export interface NotificationDaemon {
  /** For DBUS_SESSION_BUS_ADDRESS of the browser. */
  readonly address: string;
  readonly shown: readonly ShownNotification[];
  /** What the desktop says after a click on the notification or one of its buttons. */
  invoke(id: number, action: string): void;
  close(): Promise<void>;
}

/** https://specifications.freedesktop.org/notification-spec/latest/protocol.html */
export async function startNotificationDaemon(): Promise<NotificationDaemon> {
  const shown = new Map<number, ShownNotification>();
  let ids = 0;

  const notify = (values: readonly unknown[]): number => {
    const [, replaces, , title, body, actions] = values as [string, number, string, string, string, string[]];
    if (replaces === 0) ids += 1;
    const id = replaces === 0 ? ids : replaces;
    const pairs = actions.flatMap((key, index) =>
      index % 2 === 0 ? [[key, actions[index + 1] ?? ''] as const] : [],
    );
    shown.set(id, { id, at: Date.now(), title, body, actions: new Map(pairs) });
    return id;
  };

  const bus = await startSessionBus({
    name: NAME,
    call(member, values) {
      switch (member) {
        case 'GetCapabilities':
          return { signature: 'as', values: [['actions', 'body', 'persistence']] };
        case 'GetServerInformation':
          return { signature: 'ssss', values: ['pushwright', 'pushwright', '1', '1.2'] };
        case 'Notify':
          return { signature: 'u', values: [notify(values)] };
        case 'CloseNotification': {
          const id = Number(values[0]);
          // Reason 3: closed by a call. The browser waits for the signal before it forgets the notification.
          if (shown.delete(id)) setImmediate(() => emit('NotificationClosed', 'uu', [id, 3]));
          return { signature: '', values: [] };
        }
        default:
          return undefined;
      }
    },
  });
  const emit = (member: string, signature: string, values: unknown[]) =>
    bus.signal({ path: PATH, interface: NAME, member }, signature, values);

  return {
    address: bus.address,
    get shown() {
      return [...shown.values()];
    },
    invoke: (id, action) => emit('ActionInvoked', 'us', [id, action]),
    close: () => bus.close(),
  };
}
