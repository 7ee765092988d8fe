/**
 * The texts of the page that a script runs in. A build for a language takes that language's (`scripts/system/build/browser-assets.ts`); from source
 * they are English.
 */
export * from './compiled/en.ts';
