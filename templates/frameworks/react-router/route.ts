import { handlePush } from '#push/server/handle';

interface RouteArguments {
  readonly request: Request;
}

/** The public key. */
export function loader({ request }: RouteArguments): Promise<Response> {
  return handlePush(request);
}

/** Everything that browsers and the app's own backend post. */
export function action({ request }: RouteArguments): Promise<Response> {
  return handlePush(request);
}
