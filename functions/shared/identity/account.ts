/** What an account is described with: the rules for e-mail and password are the same at register and login. */
import * as z from 'zod';
import { UserId } from '../ids.ts';
import { textLine } from '../text.ts';
import { canonicalEmail, EMAIL_PATTERN } from './email.ts';

/** An address has 254 octets at most. */
const MOST_EMAIL_CHARACTERS = 254;

/** In one form on the way in (`email.ts`): the account, and its slot, follow from it. */
export const Email = z
  .string()
  .max(MOST_EMAIL_CHARACTERS)
  .trim()
  .transform((text, context) => {
    const email = canonicalEmail(text);
    if (email !== undefined) return email;
    context.addIssue('not an e-mail address');
    return z.NEVER;
  })
  .meta({ format: 'email', pattern: EMAIL_PATTERN, examples: ['ada@example.com'] });

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
export const UserView = z
  .object({
    id: UserId,
    email: z.string().meta({ examples: ['ada@example.com'] }),
    name: z.string().meta({ examples: ['Ada Lovelace'] }),
  })
  .meta({ id: 'User', description: 'A user as others of the system see one' });
