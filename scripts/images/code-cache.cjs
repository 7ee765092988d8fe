// Run by node with a fixed seed for hashes: compiles a bundle whole, without running it, and prints V8's code cache of it, in base64.
// With --is-good instead: exits 0 when the cache beside the bundle is taken by a Node as it is run in the image.
const { readFileSync, writeSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { Script, constants } = require('node:vm');

const [, , file, how] = process.argv;
const source = readFileSync(file, 'latin1');
const options = { filename: '/app/function.js', importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
if (how === '--is-good') {
  const bytes = readFileSync(file.replace(/\.js$/, '.cache'));
  const { cachedDataRejected } = new Script(source, { ...options, cachedData: bytes.subarray(0, bytes.length - 64) });
  process.exitCode = cachedDataRejected ? 1 : 0;
} else {
  // All functions now, not each when it is first called: what a run of it would have called is not the same twice.
  setFlagsFromString('--no-lazy');
  const script = new Script(source, options);
  setFlagsFromString('--lazy');
  const text = script.createCachedData().toString('base64');
  for (let at = 0; at < text.length;) at += writeSync(1, text.slice(at, at + 65_536));
}
