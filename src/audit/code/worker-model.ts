/** One service worker: its own file and what it imports, with its handlers. */
export interface WorkerModel {
  readonly path: string;
}
