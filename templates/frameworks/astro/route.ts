import { handlePush } from '#push/server/handle';

export const prerender = false;

/** Every method of the push routes: the push server says itself what it does not know. */
export const ALL = ({ request, clientAddress }: PushContext): Promise<Response> =>
  handlePush(request, clientAddress);

/** The part of Astro's APIContext that is needed here. */
interface PushContext {
  readonly request: Request;
  readonly clientAddress: string;
}
