/** Shows how far the import is: a bar on a terminal, a line now and then elsewhere. */
import cliProgress from 'cli-progress';
import { plural } from '../../../functions/shared/plural.ts';

const LINES = 10;

/** Progress of `total` steps. */
export interface Progress {
  step: () => void;
  end: () => void;
}

/** Begins to show progress on standard error. */
export function showProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (stream.isTTY) {
    const bar = new cliProgress.SingleBar(
      { stream, format: '{bar} {value}/{total} events, {duration_formatted}', hideCursor: true, etaBuffer: 100 },
      cliProgress.Presets.shades_classic,
    );
    bar.start(total, 0);
    return { step: () => bar.increment(), end: () => bar.stop() };
  }
  let done = 0;
  return {
    step: () => {
      done++;
      if (done === total || Math.floor((done * LINES) / total) > Math.floor(((done - 1) * LINES) / total))
        stream.write(`${done} of ${plural(total, 'event')}\n`);
    },
    end: () => {},
  };
}
