import { decode } from '@msgpack/msgpack';
import test from 'ava';
import { compile } from '../../compiler/compile.js';
import { passes } from '../../compiler/passes.js';
import { codec } from '../../compiler/program-file.js';
import { stageFile } from '../../compiler/stage-file.js';
import { hardware, mars, pcm, randomSeries } from './builders.js';

const compilation = compile(mars(), hardware({ device: pcm() }), { seed: 3, calibration: randomSeries([6]) });
const of = (content: unknown) => ({ stage: 's', network: 'n', hardware: 'h', seed: 3, content });

/** Plain data as JSON holds them. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part) =>
      ArrayBuffer.isView(part)
        ? Array.from(part as unknown as ArrayLike<number>)
        : part instanceof Map
          ? Object.fromEntries(part)
          : part,
    ),
  );

for (const { stage, result } of passes)
  test(`${stage} comes back from both kinds of files`, t => {
    const dumped = of(result(compilation));
    const json = [...stageFile('a.json', dumped)].join('');
    t.deepEqual(JSON.parse(json), plain(dumped));
    const [bytes] = [...stageFile('a.msgpack', dumped)] as Uint8Array[];
    t.deepEqual(plain(decode(bytes!, { extensionCodec: codec })), plain(dumped));
  });

test('another kind of file', t => {
  t.throws(() => stageFile('a.owp', of([])), { message: /expected a name that ends in \.json or \.msgpack$/ });
});
