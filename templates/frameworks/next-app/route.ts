import { handlePush } from '#push/server/handle';

/** Next writes the other end of the connection into the header, where no proxy before it has written one. */
function answer(request: Request): Promise<Response> {
  return handlePush(request, request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim());
}

export const GET = answer;
export const POST = answer;
// A page of another origin asks first, where PUSH_APP_ORIGIN allows it.
export const OPTIONS = answer;
