/** comlink ships this module's types under a name that TypeScript does not look for. */
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { MessagePort, Worker } from 'node:worker_threads';
  import type { Endpoint } from 'comlink';

  function nodeEndpoint(port: MessagePort | Worker): Endpoint;

  // biome-ignore lint/style/noDefaultExport: it is comlink's export, not ours
  export { nodeEndpoint as default };
}
