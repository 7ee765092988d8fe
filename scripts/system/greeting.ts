/** What `npm start` says when the system is ready. */

interface Ready {
  url: string;
  tookMs: number;
  logFile: string;
  /** What the manifests ask for and one machine does not do. */
  unsupported: readonly string[];
  watchboard?: { readonly url: string } | undefined;
}

/** Where it listens and three commands to try; `sh` can run them as they stand, one after the other. */
export function greeting({ url, tookMs, logFile, unsupported, watchboard }: Ready): string {
  const json = "-H 'content-type: application/json'";
  const account = '"email":"ada@example.com","password":"correct horse"';
  const elsewhere = new URL(url).port === '8080' ? '' : ` --url ${url}`;
  return `${leftOut(unsupported)}
Seatmesh is ready on ${url} after ${(tookMs / 1000).toFixed(1)} s. Every function is at zero and starts when it is asked for.
What there is, for a browser: ${url}/    Logs: ${logFile}    Stop: Ctrl-C${watchboard ? `\nWatchboard: ${watchboard.url}/` : ''}

Try, in another terminal:
  curl ${url}/v1/users ${json} -d '{${account},"name":"Ada"}'
  curl ${url}/v1/auth/login ${json} -d '{${account}}'
  curl ${url}/v1/events

Book a seat: README.md has the commands.    Real events: npm run import -- FILE${elsewhere}
`;
}

function leftOut(unsupported: readonly string[]): string {
  if (unsupported.length === 0) return '';
  return `Of the manifests, one machine does not honour:\n${unsupported.map((line) => `  ${line}\n`).join('')}`;
}
