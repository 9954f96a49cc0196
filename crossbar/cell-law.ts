export interface CellLaw {
  evaluate(volts: Float64Array, current: Float64Array, slope: Float64Array): void;
  expression?(cell: number, volt: string): string;
}
