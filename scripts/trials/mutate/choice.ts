/** Which mutations a run tries. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { SeededRandom } from '../seeded-random.ts';
import { Fault } from '../../cli/fault.ts';
import { MUTATIONS } from './mutations.ts';
import type { Mutation } from './mutation.ts';
import type { Options } from './options.ts';

const Given = z.array(
  z.strictObject({
    name: z.string().min(1),
    file: z.string().min(1),
    from: z.string().min(1),
    to: z.string(),
    breaks: z.string().default(''),
    caughtBy: z.union([
      z.strictObject({ tests: z.array(z.string()).min(1) }),
      z.strictObject({ prove: z.array(z.string()) }),
    ]),
    hangs: z.boolean().optional(),
  }),
);

/** Those that were asked for. @throws Fault for a name that none has, or a file that is none of mutations */
export async function choose({ from, only, sample, seed }: Options): Promise<Mutation[]> {
  const all = from === undefined ? MUTATIONS : await readMutations(from);
  const unknown = only.find((name) => !all.some((mutation) => mutation.name === name));
  if (unknown !== undefined) throw new Fault(`there is no mutation "${unknown}"; --list shows them`);
  const chosen = only.length > 0 ? all.filter(({ name }) => only.includes(name)) : all;
  if (sample === undefined) return [...chosen];
  return new SeededRandom(seed).shuffled(chosen.filter(({ caughtBy }) => 'tests' in caughtBy)).slice(0, sample);
}

async function readMutations(file: string): Promise<readonly Mutation[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Fault(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const given = Given.safeParse(value);
  if (!given.success) {
    const [issue] = given.error.issues;
    throw new Fault(`${file} is not a list of mutations: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return given.data as Mutation[];
}
