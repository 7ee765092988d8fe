import { expect, test } from 'vitest';
import { PASSWORD_CHARACTERS } from '../../shared/identity/account.ts';
import { SHORTEST_PASSWORD } from './password-rule.ts';

test('forms ask for as long a password as the API does', () => {
  expect(SHORTEST_PASSWORD).toBe(PASSWORD_CHARACTERS);
});
