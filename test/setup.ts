import fc from 'fast-check';

// Loaded before every test file: property tests draw the same cases in every run, so that a failure can be repeated.
// `OHMWEAVE_FUZZ_SEED=$RANDOM npx ava` draws others.
fc.configureGlobal({ seed: Number(process.env.OHMWEAVE_FUZZ_SEED ?? 1) });
