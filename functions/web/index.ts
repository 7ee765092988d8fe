/** Shows people what is on, an event, and what is theirs, as pages. */
import { localLimiter } from '../shared/identity/limits.ts';
import { networkOf } from '../shared/identity/network.ts';
import { serveFunction } from '../shared/serve/function.ts';
import { readSettings } from '../shared/serve/settings.ts';
import { FunctionClient } from './asking/function-client.ts';
import { capability } from './capability.ts';
import { answerSession } from './session/session-answers.ts';
import type { Site } from './site.ts';

const config = readSettings(capability);
const functions = new FunctionClient(config.asked);
const limit = localLimiter();
const PICTURES = { name: 'pictures', attempts: config.PICTURES_PER_MINUTE, windowSeconds: 60 };
const site: Site = {
  functions,
  publicUrl: config.PUBLIC_URL,
  countPicture: (address) => limit(PICTURES, networkOf(address)),
  session: (request) => answerSession(functions, config.PUBLIC_URL, request),
};

serveFunction(capability, config, {
  routes: [],
  // When somebody asks: Node itself, which runs the sources in some tests, reads no JSX.
  pages: async (request) => (await import('./site.ts')).answerPage(site, request),
  closers: [async () => functions.close()],
});
