import { type CSSProperties, useEffect, useState } from 'react';
import {
  dismissPushOffer,
  isPushOfferDismissed,
  onPushMessage,
  openPushUrl,
  type PushMessage,
  startPush,
} from '#push/client';
import { EnablePushButton } from '#push/enable-push-button';
import { usePush } from '#push/use-push';

export interface PushListenerProps {
  /** False leaves the offer out, for an app that places `<EnablePushButton />` itself. */
  readonly button?: boolean | undefined;
  /** Goes where a clicked notification leads, with the app's router; a page load otherwise. */
  readonly onOpen?: ((url: string, message: PushMessage) => void) | undefined;
}

/** Mounted once, anywhere in the app: starts push, follows clicks on notifications, and offers to switch push on. */
export function PushListener({ button = true, onOpen = openPushUrl }: PushListenerProps) {
  useEffect(() => {
    void startPush();
  }, []);
  useEffect(
    () =>
      onPushMessage((message) => {
        if (message.type === 'pushwright:open') onOpen(message.url, message);
      }),
    [onOpen],
  );
  return button ? <PushOffer /> : null;
}

/** A card in the corner of the page, until push is on or the person has put it away. */
function PushOffer() {
  const { state } = usePush();
  const [isPutAway, setIsPutAway] = useState(false);
  const isOffered = state === 'ready' || state === 'denied' || state === 'needs-home-screen';

  if (isOffered && (isPutAway || isPushOfferDismissed())) {
    return <div hidden data-pushwright="host" data-pushwright-state={state} />;
  }
  const putAway = () => {
    dismissPushOffer();
    setIsPutAway(true);
  };
  return (
    <section
      aria-label={isOffered ? 'Notifications' : undefined}
      data-pushwright="host"
      data-pushwright-state={state}
      style={isOffered ? cardStyle : { position: 'absolute' }}
    >
      <EnablePushButton>
        <button type="button" data-pushwright="dismiss" style={dismissStyle} onClick={putAway}>
          {state === 'ready' ? 'Not now' : 'Close'}
        </button>
      </EnablePushButton>
    </section>
  );
}

const cardStyle: CSSProperties = {
  position: 'fixed',
  insetInlineEnd: '1rem',
  bottom: 'calc(1rem + env(safe-area-inset-bottom, 0px))',
  zIndex: 2147483000,
  boxSizing: 'border-box',
  maxWidth: 'min(26rem, calc(100vw - 2rem))',
  padding: '0.75rem 1rem',
  border: '1px solid GrayText',
  borderRadius: '0.75rem',
  boxShadow: '0 4px 16px rgb(0 0 0 / 0.2)',
  colorScheme: 'light dark',
  background: 'Canvas',
  color: 'CanvasText',
  font: '1rem/1.4 system-ui, sans-serif',
  textAlign: 'start',
};

const dismissStyle: CSSProperties = {
  padding: '0.5rem 0.875rem',
  border: '1px solid GrayText',
  borderRadius: '0.5rem',
  background: 'transparent',
  color: 'inherit',
  font: 'inherit',
  cursor: 'pointer',
  outlineOffset: '2px',
};
