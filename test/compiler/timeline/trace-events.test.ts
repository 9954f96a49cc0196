import test from 'ava';
import { peripheralsNamed } from '../../../compiler/cost/peripherals.js';
import { timeline } from '../../../compiler/timeline/timeline.js';
import { standOneByOne, traceEvents, traceText } from '../../../compiler/timeline/trace-events.js';
import { chip, hardware, mars, randomSeries } from '../builders.js';

const program = chip(mars({ units: 9 }), hardware({ adc: { shared: 2 } }), randomSeries([12]));
const found = timeline(program, peripheralsNamed('neurosim-sar-22nm'), { steps: 3, shown: 3 });

/** What the "Trace Event Format" document of the Chromium project asks of the events that we write. */
interface Read {
  readonly complete: readonly { name: string; ts: number; dur: number; pid: number; tid: number }[];
  readonly threads: ReadonlyMap<number, string>;
}

function read(text: string): Read {
  const file = JSON.parse(text);
  if (!Array.isArray(file.traceEvents)) throw new Error('no list traceEvents');
  if (!['ms', 'ns'].includes(file.displayTimeUnit)) throw new Error(`displayTimeUnit ${file.displayTimeUnit}`);
  const complete: Read['complete'][number][] = [];
  const threads = new Map<number, string>();
  for (const event of file.traceEvents) {
    for (const key of ['pid', 'tid']) if (!Number.isInteger(event[key])) throw new Error(`${key} ${event[key]}`);
    if (typeof event.name !== 'string' || event.name === '') throw new Error('no name');
    if (event.ph === 'M') {
      if (event.name === 'thread_name') threads.set(event.tid, event.args.name);
      else if (!['process_name', 'thread_sort_index'].includes(event.name)) throw new Error(`metadata ${event.name}`);
    } else if (event.ph === 'X') {
      if (!(event.ts >= 0 && event.dur > 0)) throw new Error(`ts ${event.ts}, dur ${event.dur}`);
      if (typeof event.cat !== 'string' || typeof event.args !== 'object') throw new Error('no cat or args');
      complete.push(event);
    } else throw new Error(`phase ${event.ph}`);
  }
  return { complete, threads };
}

test('the trace is one of the trace event format, and has every unit and all its time', t => {
  const { complete, threads } = read(JSON.stringify(traceEvents(found, { preset: 'neurosim-sar-22nm' })));
  t.deepEqual([...threads.values()], found.units.map(({ name }) => name)); // biome-ignore format: one thing
  const micros = new Map<number, number>();
  for (const { tid, dur } of complete) micros.set(tid, (micros.get(tid) ?? 0) + dur);
  for (const [k, seconds] of found.busy.entries()) {
    const sum = micros.get(k + 1) ?? 0;
    t.true(Math.abs(sum - 1e6 * seconds) <= 1e-9 * sum, found.units[k]!.name);
  }
});

test('conversions stand one by one, and events of a thread beside each other', t => {
  const { complete, threads } = read(JSON.stringify(traceEvents(found, {})));
  const adc = [...threads].find(([, name]) => name === 'array 1 ADC 0')![0];
  const conversions = complete.filter(({ tid }) => tid === adc);
  t.is(conversions.length, 3 * 2);
  for (const { dur } of conversions) t.true(Math.abs(dur - 9e-3) < 1e-9);
  // Viewers nest events of a thread that overlap by as little as a rounding.
  const femto = (micros: number): number => Math.round(1e9 * micros);
  for (const tid of threads.keys()) {
    const own = complete.filter(event => event.tid === tid);
    for (let k = 1; k < own.length; k++)
      t.true(femto(own[k]!.ts) >= femto(own[k - 1]!.ts) + femto(own[k - 1]!.dur), threads.get(tid));
  }
  for (let k = 1; k < complete.length; k++) t.true(complete[k]!.ts >= complete[k - 1]!.ts);
});

test('where there would be too many events the conversions of a read are one, which says how many they are', t => {
  t.true(standOneByOne(found.operations));
  const operations = found.operations.map(one => (one.work === 'convert' ? { ...one, pieces: 100_000 } : one));
  t.false(standOneByOne(operations));
  const { traceEvents: events } = traceEvents({ ...found, operations }, {});
  const complete = events.filter(({ ph }) => ph === 'X');
  t.is(complete.length, operations.filter(({ duration }) => duration > 0).length);
  const conversions = complete.filter(({ name }) => name === 'convert');
  t.true(conversions.length > 0);
  t.true(conversions.every(({ args }) => 'pieces' in args && args.pieces === 100_000));
});

test('the text of a trace in pieces is its JSON', t => {
  const trace = traceEvents(found, { preset: 'neurosim-sar-22nm' });
  const long = { ...trace, traceEvents: Array.from({ length: 100 }, () => trace.traceEvents).flat() };
  for (const one of [trace, long, { ...trace, traceEvents: [] }])
    t.is([...traceText(one)].join(''), `${JSON.stringify(one)}\n`);
  t.true([...traceText(long)].length > 3);
});
