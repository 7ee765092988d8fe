import { expect, test } from 'vitest';
import { Problem, type ProblemCode, problems, unavailable } from './problem.ts';

test.each(Object.keys(problems) as ProblemCode[])('%s has a status of an error and a title to read', (code) => {
  const [status, title] = problems[code];
  expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
});

test('a problem is an RFC 9457 document with its code, and extras beside the standard members', () => {
  const problem = new Problem('seats_unavailable', 'A-1-1 was quicker', { reason: 'unavailable', seats: ['A-1-1'] });
  expect(JSON.parse(JSON.stringify(problem))).toEqual({
    type: 'urn:seatmesh:problem:seats_unavailable',
    title: 'Seats are no longer available',
    status: 409,
    code: 'seats_unavailable',
    detail: 'A-1-1 was quicker',
    reason: 'unavailable',
    seats: ['A-1-1'],
  });
});

test('the cause of a problem is there for the log and not in the document', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.7:3306');
  const problem = unavailable('the database', cause);
  expect(problem.cause).toBe(cause);
  expect(JSON.stringify(problem)).not.toContain('10.0.0.7');
});

test('every 503 says when to come back; other problems only when told', () => {
  expect(unavailable('redis', undefined).retryAfterSeconds).toBe(1);
  expect(new Problem('outcome_unknown', '').retryAfterSeconds).toBe(1);
  expect(new Problem('invalid', '').retryAfterSeconds).toBeUndefined();
  expect(new Problem('too_many_requests', '', {}, { retryAfterSeconds: 7 }).retryAfterSeconds).toBe(7);
});
