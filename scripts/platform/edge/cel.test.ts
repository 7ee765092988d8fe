import { expect, test } from 'vitest';
import { compileCel, type Scene } from './cel.ts';

const headers: Record<string, string> = { origin: 'https://a.example' };
const scene: Scene = {
  method: 'OPTIONS',
  path: '/v1/events/evt_0a7_01HZ',
  header: (name) => headers[name],
  codeDetails: 'route_not_found',
};

test.each([
  ['response.code_details == "route_not_found"', true],
  ['response.code_details != "route_not_found"', false],
  ['response.code_details.startsWith("route")', true],
  ['request.method == "OPTIONS" && request.url_path.startsWith("/v1/")', true],
  ['request.method == \'GET\' || request.url_path.endsWith("HZ")', true],
  ['!(request.method in ["GET", "HEAD"])', true],
  ['request.method in ["GET", "OPTIONS"] && !(request.method == "OPTIONS")', false],
  ['request.method in []', false],
  ['request.url_path.matches("^/v1/events/evt_[0-9a-f]{3}_[0-9A-Z]+$")', true],
  ['request.url_path.matches("events")', true],
  ['request.url_path.matches("^events$")', false],
  ['request.headers["origin"] in ["https://a.example"]', true],
  ['request.headers["Origin"] == "https://b.example"', false],
  // What is not there is neither true nor false.
  ['request.headers["x"] == "a"', false],
  ['!(request.headers["x"] == "a")', false],
  ['request.headers["x"] != "a"', false],
  ['request.headers["x"] == "a" || request.method == "OPTIONS"', true],
  ['request.headers["x"] == "a" && request.method == "GET"', false],
  ['!(request.headers["x"] == "a" && request.method == "GET")', true],
  ['request.headers["x"].startsWith("a")', false],
  // && binds closer than ||.
  ['request.method == "OPTIONS" || request.method == "GET" && request.method == "PUT"', true],
  ['(request.method == "OPTIONS" || request.method == "GET") && request.method == "PUT"', false],
  ['request.method', false],
  [String.raw`"a\"b" == 'a"b'`, true],
])('%s is %s', (expression, holds) => {
  expect(compileCel(expression)(scene)).toBe(holds);
});

test.each([
  '',
  'request.method ==',
  'request.method = "GET"',
  'request.method == "GET" request.method',
  'request.time == "x"',
  'request.method.contains("x")',
  'request.headers[origin] == "x"',
  '["a" "b"] == "a"',
  '(request.method == "GET"',
  'request.url_path.matches("[")',
  'request.url_path.matches("^[0-9]{60}$")',
  String.raw`"\n" == "x"`,
  'size(request.method) == 3',
  '1 == 1',
])('%s is not known here, and refused', (expression) => {
  expect(() => compileCel(expression)).toThrow(Error);
});
