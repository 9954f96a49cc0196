import test from 'ava';
import { InputError } from '../../../edge/error.js';
import { parseLayout } from '../../../models/data/layout.js';

test('keys and values, in any order', t => {
  t.deepEqual(parseLayout('label=last,channels=2'), { label: 'last', channels: 2 });
  t.deepEqual(parseLayout(' order = planar, rows=series '), { order: 'planar', rows: 'series' });
});

test('what is no layout is refused by its key', t => {
  const bad = (text: string, message: string) =>
    t.throws(() => parseLayout(text), { instanceOf: InputError, message: `--layout${message}` });
  bad('', ': found ""; expected key=value, for example label=last,channels=2');
  bad('label', ': found "label"; expected key=value, for example label=last,channels=2');
  bad('label=a=b', ': found "label=a=b"; expected key=value, for example label=last,channels=2');
  bad('labels=last', ': found labels; expected one of label, channels, order, rows, labelFile');
  bad('label=middle', ': label: found middle; expected first or last or none');
  bad('label=', ': label: found nothing; expected first or last or none');
  bad('channels=0', ': channels: found 0; expected a count ≥ 1');
  bad('channels=1.5', ': channels: found 1.5; expected a count ≥ 1');
  bad('rows=steps,rows=steps', ': found rows twice; expected each key once');
});
