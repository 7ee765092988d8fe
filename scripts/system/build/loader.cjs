// Runs the bundle beside it, from V8's code cache where there is one that was made of this bundle by this Node.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Script, constants } = require('node:vm');

const file = `${__dirname}/function.js`;
const cacheFile = `${__dirname}/function.cache`;
// The bundle is plain ASCII, so that it can be taken as it lies on disk.
const source = readFileSync(file, 'latin1');
const HASH_LENGTH = 64;
const hash = source.slice(2, 2 + HASH_LENGTH);

function readCache() {
  try {
    const bytes = readFileSync(cacheFile);
    const end = bytes.length - HASH_LENGTH;
    return bytes.latin1Slice(end) === hash ? bytes.subarray(0, end) : undefined;
  } catch {
    return undefined;
  }
}

const cachedData = readCache();
const script = new Script(source, {
  filename: file,
  ...(cachedData && { cachedData }),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});

if ((cachedData === undefined || script.cachedDataRejected) && process.env.WARM_CODE_CACHE === 'true') {
  // Written when the process ends: by then V8 has compiled what a function's life needs.
  process.once('exit', () => {
    try {
      const aside = `${cacheFile}.${process.pid}`;
      writeFileSync(aside, Buffer.concat([script.createCachedData(), Buffer.from(hash)]));
      renameSync(aside, cacheFile);
    } catch (error) {
      process.stderr.write(`the code cache was not written: ${error.message}\n`);
    }
  });
}

script.runInThisContext()(exports, require, module, file, __dirname);
