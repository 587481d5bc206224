/** Filled in by the client model's builder: what runs in pages. */
export interface ClientModel {
  /** Modules that reach the browser: what the entry pages import, workers left out. */
  readonly modules: readonly string[];
}
