import type { Place } from '../bindings/units.ts';
import { called, type Follow, type Path } from './follow.ts';

/** Calls that are given the routes of an app. */
export const routerMakers: ReadonlySet<string> = new Set([
  'createBrowserRouter',
  'createHashRouter',
  'createMemoryRouter',
  'createRouter',
  'createRoute',
  'createRootRoute',
  'createFileRoute',
  'useRoutes',
  'VueRouter',
]);

const components = new Set(['component', 'Component', 'lazy', 'element', 'layout', 'errorComponent']);
const guards = new Set(['loader', 'beforeEnter', 'beforeLoad']);

/** The value is a part of a route: a component is shown, a loader runs when somebody comes there. */
export function routeOption(follow: Follow, here: Place, path: Path): void {
  const last = path.findLastIndex((name) => components.has(name) || guards.has(name) || name === 'action');
  const name = path[last];
  if (name === undefined) return;
  const rest = path.slice(last + 1).filter((part) => part !== called && part !== 'default');
  if (rest.length > 0) return;
  if (name === 'action') follow.add('gesture', here, 'a form that is sent runs the route’s action');
  else if (guards.has(name)) follow.add('automatic', here, `${name} runs when the route is visited`);
  else follow.add('mounted', here, 'the router shows the component');
}
