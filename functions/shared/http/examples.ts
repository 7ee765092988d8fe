/**
 * Examples of a function's operations (`functions/<name>/examples.ts`): of each request body and of each answer that has one, under
 * names. They stand apart from the routes, so that no function carries them; the OpenAPI document shows them, and tests hold them
 * against the schemas.
 */
import type * as z from 'zod';
import type { Route } from './route.ts';

/** One or several values under names. */
type Named<Value> = Readonly<Record<string, Value>>;

type BodyExamples<R extends Route> = R['body'] extends z.ZodType
  ? { body: Named<NonNullable<z.input<R['body']>>> }
  : unknown;

type AnswerExamples<R extends Route> = {
  [
    Status in keyof R['answers'] as R['answers'][Status] extends z.ZodType ? Status : never
  ]: R['answers'][Status] extends z.ZodType ? Named<z.input<R['answers'][Status]>> : never;
};

/** The examples of routes, by their names. */
export type ExamplesOf<Routes extends readonly Route[]> = {
  [R in Routes[number] as R['name']]: BodyExamples<R> & AnswerExamples<R>;
};

/** The same without their types. */
export type Examples = Readonly<Record<string, { body?: Named<unknown>; [status: number]: Named<unknown> }>>;
