/** Shows how far the import is, and what became of the events so far: a bar on a terminal, a line now and then elsewhere. */
import cliProgress from 'cli-progress';
import { plural } from '../../../../functions/shared/plural.ts';
import { countsOf } from './import-report.ts';
import type { Verb } from './publish.ts';

const LINES = 10;

/** Progress of `total` events. */
export interface Progress {
  /** One more is done. */
  step: (verb: Verb) => void;
  end: () => void;
}

/** Begins to show progress on standard error. @param skipped so many of them are not even tried */
export function showProgress(total: number, skipped: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  const verbs: Verb[] = Array.from({ length: skipped }, () => 'skipped');
  if (stream.isTTY) {
    const format = '{bar} {value}/{total} events, {duration_formatted} {became}';
    const bar = new cliProgress.SingleBar(
      { stream, format, hideCursor: true, etaBuffer: 100 },
      cliProgress.Presets.shades_classic,
    );
    bar.start(total, skipped, { became: countsOf(verbs) });
    return {
      step: (verb) => {
        verbs.push(verb);
        bar.increment({ became: countsOf(verbs) });
      },
      end: () => bar.stop(),
    };
  }
  return {
    step: (verb) => {
      verbs.push(verb);
      const done = verbs.length;
      if (done === total || Math.floor((done * LINES) / total) > Math.floor(((done - 1) * LINES) / total))
        stream.write(`${done} of ${plural(total, 'event')}: ${countsOf(verbs)}\n`);
    },
    end: () => {},
  };
}
