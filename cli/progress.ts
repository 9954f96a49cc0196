/** Where progress is shown. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Told how far a stage is; `done` need not be whole. `secondsLeft` is an estimate, where there is one. */
export type Report = (done: number, total: number, secondsLeft?: number) => void;

/** Work shorter than this shows nothing (ms). */
const patience = 1000;
/** ms between two updates: of the line on a terminal, of lines elsewhere. */
const terminalPeriod = 200;
const linePeriod = 10_000;

interface Stage {
  readonly label: string;
  readonly began: number;
  count: string;
  /** When it will be done, by the last estimate. */
  end?: number;
}

/**
 * Says on stderr what is going on: on a terminal in one line that is rewritten and in the end removed, elsewhere in a
 * line every 10 s. `loud` adds a line with the duration of each stage; `quiet` shows nothing at all.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #level: 'quiet' | 'normal' | 'loud';
  #stage: Stage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #shown = false;

  constructor(stream: ProgressStream, level: 'quiet' | 'normal' | 'loud') {
    this.#stream = stream;
    this.#level = level;
  }

  /** Ends the stage before and begins the one called `label`. */
  stage(label: string): Report {
    this.end();
    const stage: Stage = { label, began: performance.now(), count: '' };
    this.#stage = stage;
    if (this.#level !== 'quiet') {
      this.#timer = setInterval(() => this.#show(), this.#stream.isTTY ? terminalPeriod : linePeriod);
      this.#timer.unref();
    }
    return (done, total, secondsLeft) => {
      if (secondsLeft !== undefined) stage.end = performance.now() + 1000 * secondsLeft;
      // Rounded down, so that nothing is called done before it is.
      stage.count = ` ${Number.isInteger(done) ? done : (Math.floor(100 * done) / 100).toFixed(2)}/${total}`;
    };
  }

  /** A sentence for the user who asked for details. */
  detail(text: string): void {
    if (this.#level === 'loud') this.note(text);
  }

  /** A sentence for the user; not in the way of the line that is rewritten. */
  note(text: string): void {
    if (this.#level === 'quiet') return;
    this.#clear();
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
    if (this.#stage && this.#level === 'loud') this.#stream.write(`${this.#stage.label}: ${this.#seconds(1)} s\n`);
    this.#stage = undefined;
  }

  #show(): void {
    if (!this.#stage || performance.now() - this.#stage.began < patience) return;
    const { label, count, end } = this.#stage;
    const left = end === undefined ? '' : `, about ${roundTime((end - performance.now()) / 1000)} left`;
    const line = `${label}${count} (${this.#seconds(0)} s${left})`;
    this.#stream.write(this.#stream.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
    this.#shown = this.#stream.isTTY === true;
  }

  #clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K');
    this.#shown = false;
  }

  #seconds(decimals: number): string {
    return ((performance.now() - this.#stage!.began) / 1000).toFixed(decimals);
  }
}

/** To a second, minute or hour, as an estimate is worth; at least a second. */
function roundTime(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
