/**
 * The environment. A function reads all of it by one call (`serve/settings.ts`), so that a bad deployment names every mistake at its first
 * start and never becomes ready; `process.env` stands nowhere else under functions/.
 */
import * as z from 'zod';
import { digitsOf } from './digits.ts';

/** What is parsed once is not worth the code that zod would generate for it. */
const ONCE = { jitless: true };

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses the environment; prints all that is wrong and ends the process when it does not fit. Secrets have no defaults.
 * @param shape what is read; as a function, where the names of variables follow from what others say
 */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape | ((environment: Environment) => Shape),
): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(typeof shape === 'function' ? shape(process.env) : shape).safeParse(process.env, ONCE);
  if (parsed.success) return parsed.data;
  // Values are left out: a mistyped secret must not end in a log.
  return refuseConfig(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/**
 * Settings of parts that work from the moment they are imported. What does not fit counts as not set: `readConfig`, which comes
 * after, names it and ends the process.
 */
export function readEarly<Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>> {
  const fields = Object.entries(shape as unknown as Record<string, z.ZodType>).map(([name, schema]) => {
    const parsed = schema.safeParse(process.env[name], ONCE);
    return [name, parsed.success ? parsed.data : schema.parse(undefined, ONCE)];
  });
  return Object.fromEntries(fields) as z.output<z.ZodObject<Shape>>;
}

/** Ends the process for settings that do not fit; each line begins with the variable's name, and has no value in it. */
export function refuseConfig(errors: readonly string[]): never {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: 'the environment does not fit', errors })}\n`);
  process.exit(78); // EX_CONFIG of sysexits.h
}

/** A whole number in decimal digits and in a range, with a default. */
export function wholeNumber(min: number, max: number, fallback: number) {
  return z
    .preprocess((text) => digitsOf(text) ?? text, z.number('must be a whole number in digits').int().min(min).max(max))
    .default(fallback);
}

/** A variable that holds JSON, by the schema of its content. */
export function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON'); // what it is instead may be a secret
        return z.NEVER;
      }
    })
    .pipe(schema);
}
