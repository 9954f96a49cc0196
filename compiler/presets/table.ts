import type { HardwareFile } from '../hardware-schema.js';
import { hfo2128 } from './hfo2-128.js';
import { ideal } from './ideal.js';
import { pcm256 } from './pcm-256.js';

/** The built-in hardware descriptions by name; `ohmweave hardware` lists them. */
export const hardwarePresets: Readonly<Record<string, HardwareFile>> = {
  'pcm-256': pcm256,
  'hfo2-128': hfo2128,
  ideal,
};
