/** One labelled or unlabelled multichannel time series. */
export interface Series {
  /** length × channels, row-major: `values[t * channels + c]`. */
  readonly values: Float64Array;
  readonly length: number;
  /** Index into the set's `classes`; -1 where the file gives no label. */
  readonly label: number;
  /** Of every time step, where these are what is labelled. */
  readonly labels?: Int32Array;
}

/** A set of time series with one channel count and one list of classes, e.g. the training half of a UCR data set. */
export interface SeriesSet {
  readonly name: string;
  readonly channels: number;
  readonly classes: readonly string[];
  readonly series: readonly Series[];
}

/** The first `count` series of a set, or all where there are fewer. */
export const firstSeries = (set: SeriesSet, count: number): SeriesSet => ({
  ...set,
  series: set.series.slice(0, count),
});

/** `count` series of a set at equal distances in it, or all where there are fewer: files have one class after the other. */
export const spreadSeries = (set: SeriesSet, count: number): SeriesSet => {
  const { length } = set.series;
  if (count >= length) return set;
  return { ...set, series: Array.from({ length: count }, (_, k) => set.series[Math.floor((k * length) / count)]!) };
};

/** Time steps of all series of a set together. */
export const stepsOf = ({ series }: Pick<SeriesSet, 'series'>): number =>
  series.reduce((sum, { length }) => sum + length, 0);
