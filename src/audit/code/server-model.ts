/** Server code: routes and sends. */
export interface ServerModel {
  readonly modules: readonly string[];
}
