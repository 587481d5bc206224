import { type CSSProperties, type ReactNode, useState } from 'react';
import { describePush } from '#push/client';
import { usePush } from '#push/use-push';

export interface EnablePushButtonProps {
  /** For the element around the sentence and the button. */
  readonly className?: string | undefined;
  readonly label?: string | undefined;
  /** Comes after the button, and like it only where there is something to say. */
  readonly children?: ReactNode;
}

/**
 * A button that switches push on, below a sentence that says what for, or what went wrong. Shows nothing where there
 * is nothing to switch on. For a settings page; `<PushListener />` brings one by itself.
 */
export function EnablePushButton({
  className,
  label = 'Enable notifications',
  children,
}: EnablePushButtonProps) {
  const { state, error, enable } = usePush();
  const [isAsking, setIsAsking] = useState(false);
  const [hasAsked, setHasAsked] = useState(false);
  const isOffered = state === 'ready' || state === 'denied' || state === 'needs-home-screen';
  const isDone = state === 'on' && hasAsked;

  const ask = () => {
    if (isAsking) return;
    // First in the click: the browser asks for the permission only while the click lasts.
    void enable().finally(() => setIsAsking(false));
    setIsAsking(true);
    setHasAsked(true);
  };

  return (
    <div className={isOffered ? className : undefined} data-pushwright-state={state}>
      <p role="status" style={isOffered ? sentenceStyle : unseenStyle}>
        {(isOffered || isDone) && (error?.message ?? describePush(state))}
      </p>
      {state === 'ready' && (
        <button
          type="button"
          data-pushwright="enable"
          aria-disabled={isAsking}
          style={buttonStyle}
          onClick={ask}
        >
          {label}
        </button>
      )}
      {isOffered && children}
    </div>
  );
}

const sentenceStyle: CSSProperties = { margin: '0 0 0.5rem' };

/** For screen readers alone, which announce there that push is on while the button goes away. */
const unseenStyle: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};

const buttonStyle: CSSProperties = {
  marginInlineEnd: '0.5rem',
  padding: '0.5rem 0.875rem',
  border: '1px solid GrayText',
  borderRadius: '0.5rem',
  background: 'CanvasText',
  color: 'Canvas',
  font: 'inherit',
  cursor: 'pointer',
  outlineOffset: '2px',
};
