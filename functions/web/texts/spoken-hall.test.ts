import { expect, test } from 'vitest';
import { READY_HALLS } from '../../shared/plan/halls/ready-halls.ts';
import * as german from './compiled/de.ts';
import { hallWord } from './compiled/en.ts';
import { spokenHall } from './spoken-hall.ts';

test.each(READY_HALLS)('$id: in English it is as it is written, and of every name there is a word', (hall) => {
  expect(spokenHall(hall)).toEqual(hall);
  const names = JSON.stringify(hall).matchAll(/"(?:name|text)":"([^",]+?)(?:, block \d+)?"/g);
  for (const [, name = ''] of names) {
    if (name === hall.name || /^Table \d+$/.test(name)) continue;
    const word = name[0]?.toLowerCase() + name.slice(1).replaceAll(/ (\w)/g, (_, first: string) => first.toUpperCase());
    expect(hallWord({ word: word })).toBe(name);
    expect(german.hallWord({ word: word })).toMatch(/^\p{Lu}/u);
  }
});
