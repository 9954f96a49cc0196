import { createDevice } from '../../devices/table.js';

/** One device of a model, with its parameters changed so: its parts as functions of numbers. SI. */
export function oneDevice(name: string, change: Record<string, number> = {}) {
  const device = createDevice(name, change);
  const { programming, retention, readNoise } = device;
  const one = (value: number): Float64Array => Float64Array.of(value);
  return {
    device,
    referenceTime: retention.referenceTime,
    program: (target: number, z: number) => programming.program(one(target), one(z))[0]!,
    trait: (target: number, z: number) => retention.traits(one(target), one(z))[0]!,
    age: (g: number, trait: number, seconds: number) => retention.age(one(g), one(trait), seconds, 300)[0]!,
    flicker: (g: number) => readNoise.flicker(one(g))[0]!,
    white: (g: number) => readNoise.white(one(g))[0]!,
  };
}

/** Numbers to so many digits after the point, without the 0 before it, as golden tables have them. */
export const list = (values: readonly number[], digits: number): string =>
  values.map(value => value.toFixed(digits).replace(/^0/, '')).join('/');
