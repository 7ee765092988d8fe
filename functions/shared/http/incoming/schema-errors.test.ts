import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { BlockRequest } from '../../../book/block-api.ts';
import { OrderRequest } from '../../../book/api.ts';
import { SeatRequest } from '../../../book/on-sale/seat-request.ts';
import { Chart } from '../../event/chart.ts';
import { Plan } from '../../plan/plan.ts';
import { schemaErrors } from './schema-errors.ts';

const errorsOf = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  return Object.fromEntries(
    schemaErrors(error?.issues ?? [], { schema, value }).map(({ path, message }) => [path, message]),
  );
};

const NUMBER = 'Invalid input: expected string, received number';

test('of several shapes, what is wrong with the one that was meant', () => {
  expect(errorsOf(SeatRequest, { seats: [1] })).toEqual({ 'seats.0': NUMBER });
  expect(errorsOf(SeatRequest, { seats: 'A-1-1' })).toEqual({ seats: expect.stringContaining('expected array') });
  expect(errorsOf(SeatRequest, { section: 'A' })).toEqual({ quantity: expect.stringContaining('expected number') });
  expect(errorsOf(SeatRequest, { section: 1, quantity: '2' })).toEqual({
    section: NUMBER,
    quantity: 'Invalid input: expected number, received string',
  });
  expect(errorsOf(SeatRequest, { section: 'A', quantity: 1, accessible: 2 })).toEqual({
    accessible: 'more than the quantity',
  });
  expect(errorsOf(OrderRequest, { holdId: 7 })).toEqual({ holdId: NUMBER });
  expect(errorsOf(OrderRequest, { seats: [1, 2], expectedTotalCents: 'x' })).toMatchObject({
    'seats.0': NUMBER,
    'seats.1': NUMBER,
  });
  expect(errorsOf(BlockRequest, { seats: ['A-1-1'], takeHeld: 'yes' })).toEqual({
    takeHeld: 'Invalid input: expected boolean, received string',
  });
});

test('a name that the shape meant does not have is named', () => {
  expect(errorsOf(SeatRequest, { seats: ['A-1-1'], quantity: 2 })).toEqual({
    quantity: 'Unrecognized key: "quantity"',
  });
  expect(errorsOf(OrderRequest, { holdId: 'x', sseats: [] })).toMatchObject({ sseats: 'Unrecognized key: "sseats"' });
  expect(errorsOf(BlockRequest, { section: 'A', quantity: 1, takeHeld: true })).toEqual({
    takeHeld: 'Unrecognized key: "takeHeld"',
  });
});

test('what fits no shape is told which there are, what fits several that they exclude each other', () => {
  expect(errorsOf(SeatRequest, {})).toEqual({ '': 'must have seats, or section and quantity' });
  expect(errorsOf(OrderRequest, { expectedTotalCents: 1 })).toEqual({
    '': 'must have holdId, or seats, or section and quantity',
  });
  expect(errorsOf(SeatRequest, { places: [] })).toEqual({
    places: 'Unrecognized key: "places"',
    '': 'must have seats, or section and quantity',
  });
  for (const value of [null, 7, 'A-1-1', ['A-1-1'], undefined])
    expect(errorsOf(SeatRequest, value)).toEqual({ '': 'must be an object with seats, or section and quantity' });
  const both = 'does not go with the others: send seats, or section and quantity, not both';
  expect(errorsOf(SeatRequest, { seats: ['A-1-1'], section: 'A', quantity: 1 })).toEqual({
    seats: both,
    section: both,
    quantity: both,
  });
});

test('what tells shapes apart by its value is told its values', () => {
  const section = { id: 'A', name: 'Stalls', priceCategory: 'P' };
  const wanted = "Invalid discriminator value. Expected 'seated' | 'general'";
  for (const kind of ['standing', undefined, 7])
    expect(errorsOf(Chart, { sections: [{ ...section, kind }] })).toEqual({ 'sections.0.kind': wanted });
  expect(errorsOf(Chart, { sections: [{ ...section, kind: 'general', capacity: 1, rows: [] }] })).toEqual({
    'sections.0.rows': 'Unrecognized key: "rows"',
  });
});

const numbersErrors = (numbers: unknown) => {
  const rows = [{ label: '1', seats: 2, numbers }];
  const errors = errorsOf(Chart, { sections: [{ id: 'A', name: 'A', kind: 'seated', priceCategory: 'P', rows }] });
  return Object.fromEntries(
    Object.entries(errors).map(([path, message]) => [path.replace('sections.0.rows.0.numbers', '#'), message]),
  );
};

describe('numbers of a row, counted or listed, within sections that are told apart by their kind', () => {
  const which = { '#': 'must be an object with first and step, or a list' };
  const missing = 'Invalid input: expected number, received undefined';
  test.each<[unknown, Record<string, string>]>([
    [{ first: 1 }, { '#.step': missing }],
    [{ step: 2 }, { '#.first': missing }],
    [{}, { '#.first': missing, '#.step': missing }],
    [{ first: 1, step: 0 }, { '#.step': 'not 0' }],
    [{ first: 1, step: 1, last: 3 }, { '#.last': 'Unrecognized key: "last"' }],
    [['a', 2], { '#.1': NUMBER }],
    [[1, 2], { '#.0': NUMBER, '#.1': NUMBER }],
    ['1', which],
    [5, which],
    [null, which],
    [true, which],
  ])('%j', (numbers, errors) => {
    expect(numbersErrors(numbers)).toEqual(errors);
  });
});

test('of a name that is none, what is wrong with it', () => {
  expect(errorsOf(Plan, { sections: { 'A B': {} } })).toEqual({ 'sections.A B': '1 to 8 letters and digits' });
  expect(errorsOf(Plan, { sections: { A: { rows: { é: {} } } } })).toEqual({
    'sections.A.rows.é': '1 to 8 letters and digits',
  });
});

test('the path of a choice within others leads to what is wrong', () => {
  const Wrapped = z.object({ list: z.array(z.object({ seat: SeatRequest.optional() })) });
  expect(errorsOf(Wrapped, { list: [{}, { seat: { seats: [1] } }, { seat: {} }] })).toEqual({
    'list.1.seat.seats.0': NUMBER,
    'list.2.seat': 'must have seats, or section and quantity',
  });
});

test('a choice between texts says what it was told to say, or what is nearest', () => {
  expect(errorsOf(z.union([z.string(), z.number()], 'a text or a number'), {})).toEqual({ '': 'a text or a number' });
  expect(errorsOf(z.union([z.string(), z.number()]), {})).toEqual({ '': 'must be a text, or a number' });
});

test('twenty errors at most, and of a name a hundred characters', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}${'x'.repeat(500)}`, 1]));
  const errors = errorsOf(SeatRequest, many);
  expect(Object.keys(errors).length).toBe(20);
  for (const path of Object.keys(errors)) expect(path.length).toBeLessThanOrEqual(100);
});
