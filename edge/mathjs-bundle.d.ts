/** The one file that mathjs is also published as. */
declare module 'mathjs/lib/browser/math.js' {
  const math: typeof import('mathjs');
  export = math;
}
