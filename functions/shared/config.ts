/**
 * The environment, read once at import. The call is the list of what a manifest must set; `process.env` stands
 * nowhere else under functions/. A bad deployment says what is wrong and never becomes ready.
 */
import * as z from 'zod';

/** Parses the environment; prints what is wrong and ends the process when it does not fit. Secrets have no defaults. */
export function readConfig<Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(process.env);
  if (parsed.success) return parsed.data;
  // Values are left out: a mistyped secret must not end in a log.
  return refuseConfig(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** Ends the process for settings that do not fit; each line begins with the variable's name, and has no value in it. */
export function refuseConfig(errors: readonly string[]): never {
  process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: 'the environment does not fit', errors })}\n`);
  process.exit(78); // EX_CONFIG of sysexits.h
}

/** A whole number in a range, with a default. */
export function wholeNumber(min: number, max: number, fallback: number) {
  return z.coerce.number().int().min(min).max(max).default(fallback);
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
