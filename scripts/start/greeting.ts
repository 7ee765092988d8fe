/** What `npm start` says when the system is ready. */

/** Where it listens and three commands to try; `sh` can run them as they stand. */
export function greeting(url: string, tookMs: number, logFile: string): string {
  const json = "-H 'content-type: application/json'";
  return `
Seatmesh is ready on ${url} after ${(tookMs / 1000).toFixed(1)} s. Every function is at zero and starts when it is asked for.
Logs: ${logFile}    Stop: Ctrl-C    Real events: npm run import -- FILE

Try:
  curl ${url}/v1/events
  curl ${url}/v1/users ${json} -d '{"email":"ada@example.com","password":"correct horse","name":"Ada"}'
  curl ${url}/v1/auth/login ${json} -d '{"email":"ada@example.com","password":"correct horse"}'
`;
}
