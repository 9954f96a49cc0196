import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** The name of a Chromium on this computer, if there is one. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
  name => spawnSync(name, ['--version']).status === 0,
);

/** What the DevTools protocol answers to a command. */
interface Reply {
  readonly id?: number;
  readonly result?: { readonly sessionId?: string; readonly targetId?: string; readonly result?: { value?: unknown } };
  readonly error?: { readonly message: string };
}

/**
 * Opens a page in a headless Chromium and gives what `expression` comes to there, awaited. The DevTools protocol goes
 * through the pipes 3 and 4: JSON with a 0 byte behind it. Error after `seconds`, or where the browser ends.
 */
export async function evaluateIn(url: string, expression: string, seconds: number): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), 'ohmweave-chromium-'));
  const browser = spawn(
    chromium!,
    // A container has neither the rights for the sandbox nor a /dev/shm of use.
    // biome-ignore format: a list
    ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  );
  const timer = setTimeout(() => killed(browser), seconds * 1000);
  try {
    const send = protocol(browser, seconds);
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    await send('Page.navigate', { url }, sessionId);
    const evaluate = async (expression: string): Promise<unknown> =>
      (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId)).result
        ?.value;
    // What is evaluated before the page has come is lost with the empty one.
    const arrived = () => evaluate("location.protocol !== 'about:'").catch(() => false);
    while (!(await arrived())) {
      if (browser.signalCode !== null || browser.exitCode !== null)
        throw new Error(`chromium ended before ${url} had come`);
      await sleep(50);
    }
    return await evaluate(expression);
  } finally {
    clearTimeout(timer);
    const ended = new Promise(resolve => browser.once('exit', resolve));
    if (killed(browser)) await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Ends a browser and all its processes, of which each writes to the profile until then; false where it has ended by itself. */
function killed({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false;
  return process.kill(-pid, 'SIGKILL');
}

type Send = (method: string, params: object, sessionId?: string) => Promise<NonNullable<Reply['result']>>;

function protocol(browser: ChildProcess, seconds: number): Send {
  const [to, from] = [browser.stdio[3] as Writable, browser.stdio[4] as Readable];
  const asked = new Map<number, (reply: Reply) => void>();
  let received = '';
  from.setEncoding('utf8').on('data', (part: string) => {
    const messages = (received + part).split('\0');
    received = messages.pop()!;
    for (const message of messages) {
      const reply = JSON.parse(message) as Reply;
      if (reply.id !== undefined) asked.get(reply.id)?.(reply);
    }
  });
  browser.once('exit', code => {
    const message = `chromium ended (${code ?? `killed, after ${seconds} s at the latest`})`;
    for (const answer of asked.values()) answer({ error: { message } });
  });
  let id = 0;
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      asked.set(++id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result ?? {})));
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}
