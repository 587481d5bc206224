/** Where the variables are read from; frameworks that keep them elsewhere have a module of their own in place of this one. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;
