import test from 'ava';
import { besideModule } from '../../kernels/thread.js';

test('a thread is compiled where its owner is, and a source where that is one', t => {
  t.is(besideModule('file:///x/owner.js', 'worker').href, 'file:///x/worker.js');
  t.is(besideModule('file:///x/owner.ts', 'worker').href, 'file:///x/worker.ts');
});
