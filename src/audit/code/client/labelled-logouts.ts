import type { JSXElement, Node } from 'oxc-parser';
import { callsBelow } from '../bindings/below.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

/** What a button that logs out says, in words or as a key of translations: `Log out`, `auth.logout`, `sign-out-button`. */
const label = /^(?:[\w.:-]*[.:_-])?(?:log|sign)[\s_-]?(?:me[\s_-])?(?:out|off)(?:[_-](?:btn|button|link))?$/i;
const presses = /^on(?:Click|Press|Select)$/;
const labelling = new Set(['aria-label', 'title', 'label', 'className', 'id']);

/** Functions that run when somebody presses what says "Log out", with what it says; whatever the functions are called. */
export function labelledLogouts(
  unit: Unit,
  element: JSXElement,
  evaluator: Evaluator,
  namesLogout: (name: string) => boolean,
): { readonly place: Place<FunctionNode>; readonly says: string }[] {
  const handler = handlerOf(element);
  if (handler === undefined) return [];
  const says = labelsOf(element).find((text) => label.test(text));
  if (says === undefined) return [];
  return evaluator.functions({ unit, node: handler }).flatMap((place) => {
    if (!isFunction(place.node)) return [];
    const own: Place<FunctionNode> = { unit: place.unit, node: place.node };
    // What has the name of a logout is found by it.
    const isNamed = callsBelow([{ unit, node: handler }, own], evaluator).some(({ node }) =>
      namesLogout(calleeName(node) ?? ''),
    );
    return isNamed || (handler.type === 'Identifier' && namesLogout(handler.name))
      ? []
      : [{ place: own, says }];
  });
}

function handlerOf({ openingElement }: JSXElement): Node | undefined {
  for (const attribute of openingElement.attributes) {
    if (attribute.type !== 'JSXAttribute' || !presses.test(String(attribute.name.name))) continue;
    if (attribute.value?.type === 'JSXExpressionContainer') return attribute.value.expression;
  }
  return undefined;
}

/** Texts of the element itself: what stands in an inner element with a handler of its own is that one's. */
function labelsOf(element: JSXElement): string[] {
  const found: string[] = [];
  for (const child of element.children) {
    walk(child as Node, {
      enter(node) {
        if (node.type === 'JSXElement' && handlerOf(node) !== undefined) return false;
        if (node.type === 'JSXAttribute') return false;
        const text = node.type === 'JSXText' ? node.value : stringValue(node);
        if (text !== undefined) found.push(text.replace(/\s+/g, ' ').trim());
        return undefined;
      },
    });
  }
  for (const attribute of element.openingElement.attributes) {
    if (attribute.type !== 'JSXAttribute' || !labelling.has(String(attribute.name.name))) continue;
    const text = attribute.value === null ? undefined : stringValue(attribute.value as Node);
    if (text !== undefined) found.push(...(attribute.name.name === 'className' ? text.split(/\s+/) : [text]));
  }
  return found;
}
