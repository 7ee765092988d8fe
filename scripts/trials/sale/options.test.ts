import { describe, expect, it } from 'vitest';
import { runScript } from '../../testing/run-script.ts';
import { commandOf, HELP, readOptions } from './options.ts';
import { SETTINGS, USUAL } from './sale-settings.ts';

const read = (...args: string[]) => readOptions(args, 42);

describe('options of a sale', () => {
  it('takes what is usual, and the seed that was drawn', () => {
    expect(read()).toMatchObject({ seed: 42, settings: USUAL, url: undefined, processes: 2, timeoutMs: 15_000 });
  });

  it('takes every setting by its name, and the help tells of each with its default', () => {
    const help = HELP.replaceAll(/\s+/g, ' ');
    for (const [name, { least, usual }] of Object.entries(SETTINGS)) {
      const most = name === 'think-most' ? 45 : least;
      expect(read(`--${name}`, String(most))?.settings).toMatchObject({ [name]: most });
      expect(help).toMatch(
        new RegExp(
          `--${name} N (?:(?! --).)*\\(${least} to ${SETTINGS[name as keyof typeof SETTINGS].most}; default ${usual}\\)`,
        ),
      );
    }
  });

  it('gives the command that repeats a sale: what was changed, and the seed', () => {
    const options = read('--seats', '50', '--hot', '0.9', '--abandoned', '0.2');
    expect(options && commandOf(options)).toBe('npm run sale -- --seed 42 --seats 50 --abandoned 0.2 --processes 2');
  });

  it.each([
    [['--seats', '5'], '--seats takes a whole number from 10 to 50000, not 5'],
    [['--named', '1.5'], '--named takes a number from 0 to 1, not 1.5'],
    [['--seed', '-1'], /^Option '--seed/],
    [['--nonsense'], "Unknown option '--nonsense' (see --help)"],
    [['positional'], /^Unexpected argument 'positional'/],
    [['--party-of-one', '0.6'], '--party-of-one and --party-of-two are more than 1 together'],
    [['--two-devices', '0.99'], '--two-devices and --three-devices are more than 1 together'],
    [['--think-least', '50'], '--think-least is more than --think-most'],
    [['--url', 'ftp://example.com'], '--url ftp://example.com is not an http:// or https:// URL'],
    [['--tokens', 'file'], '--tokens needs --url: its own system makes its own'],
    [['--out', ''], '--out needs the name of a file or folder (see --help)'],
    [['--seats', '50', '--seats', '60'], '--seats is given twice (see --help)'],
  ])('%j: says what does not fit', (args, line) => {
    expect(() => read(...args)).toThrow(line);
  });

  it('--help exits with 0, a wrong option with 2 and one line', async () => {
    expect(await runScript('sale', ['--help'])).toEqual({ code: 0, output: `${HELP}\n`, errors: '' });
    const wrong = await runScript('sale', ['--seats', 'many']);
    expect(wrong).toEqual({ code: 2, output: '', errors: '--seats takes a whole number from 10 to 50000, not many\n' });
  });
});
