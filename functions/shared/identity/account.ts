/** What an account is described with: the rules for e-mail and password are the same at register and login. */
import * as z from 'zod';
import { UserId } from '../ids.ts';
import { textLine } from '../text.ts';

/** Normalised on the way in: trimmed, lower case, Unicode NFC. The user's slot depends on it. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .transform((text) => text.normalize('NFC').toLowerCase())
  .pipe(z.email())
  .meta({ examples: ['ada@example.com'] });

/** What a password has at least. */
export const PASSWORD_CHARACTERS = 10;

/** Long passwords are welcome; what is hashed is bounded. */
export const Password = z
  .string()
  .min(PASSWORD_CHARACTERS, `at least ${PASSWORD_CHARACTERS} characters`)
  .max(200)
  .meta({ examples: ['correct horse battery'] });

/** What somebody is called. */
export const PersonName = textLine(80);

/** A user as others of the system see one. */
export const UserView = z.object({ id: UserId, email: z.string(), name: z.string() }).meta({ id: 'User' });
