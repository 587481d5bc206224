import { isPossible, type Outcome, waysTo } from '../flow/flow-state.ts';

/** A window that was found has been focused, or led somewhere. */
export const led = 'window-led';
/** What became of that is looked at: another window may be for when it failed. */
export const ledAsked = 'window-led-asked';
/** Another window is opened. */
export const opened = 'window-opened';

/** Whether every path that leads an open window somewhere opens another one all the same. */
export function opensBeside(outcomes: readonly Outcome[]): boolean {
  const leading = outcomes.filter(
    ({ state }) => state.marks.has(led) && waysTo(state.decision).some(isPossible),
  );
  return (
    leading.length > 0 && leading.every(({ state: { marks } }) => marks.has(opened) && !marks.has(ledAsked))
  );
}
