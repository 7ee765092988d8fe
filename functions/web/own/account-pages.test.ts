/** One's own account, in a real browser: changed, found changed elsewhere, taken along, closed. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, newPage, newVisitor, PHONE, startBrowser } from '../../../scripts/testing/browser.ts';
import { publishEvent } from '../../../scripts/testing/events.ts';
import { startTestSystem, type Person, type TestSystem } from '../../../scripts/testing/test-system.ts';
import { issueMailToken } from '../../account/mail-tokens.ts';
import { signedIn } from './fixtures/signed-in.ts';

startBrowser();

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
}, 120_000);
afterAll(() => system.close());

const shardOf = ({ id }: Person) => system.database(Number.parseInt(id.slice(4, 7), 16) < 0x800 ? 'u0' : 'u1');
const accountOf = async ({ id, token }: Person) => (await system.ask('GET', `/v1/users/${id}`, { token })).body;

test('a name is changed, in all tabs; where it was changed elsewhere both are shown, and one is chosen', async () => {
  const cleo = await system.user('Cleo');
  const visitor = await newVisitor();
  const { page, faults } = await signedIn(system, cleo, '/account', visitor);
  const { page: other } = await newPage(visitor);
  await other.goto(`${system.url}/account`);
  await other.getByLabel('Name').waitFor();
  const name = page.getByLabel('Name');
  const save = page.getByRole('button', { name: 'Save' }).first();
  await name.fill('  ');
  await save.click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('Name is missing');
  expect(await barriers(page)).toEqual([]);
  await name.fill('Cleo Patra');
  await save.click();
  await page.getByText('Saved.').waitFor();
  expect(await accountOf(cleo)).toMatchObject({ name: 'Cleo Patra' });

  await other.getByLabel('Name').fill('Somebody else');
  await other.getByRole('button', { name: 'Save' }).first().click();
  const notice = other.getByRole('alert').filter({ hasText: 'was changed elsewhere meanwhile. It is now: Cleo Patra' });
  await notice.waitFor();
  expect(await other.getByLabel('Name').inputValue()).toBe('Somebody else');
  expect(await accountOf(cleo)).toMatchObject({ name: 'Cleo Patra' });
  expect(await barriers(other)).toEqual([]);
  await other.getByRole('button', { name: 'Save mine' }).click();
  await other.getByText('Saved.').waitFor();
  expect(await accountOf(cleo)).toMatchObject({ name: 'Somebody else' });

  await name.fill('A third one');
  await save.click();
  await page.getByRole('button', { name: 'Keep what is there' }).click();
  expect(await name.inputValue()).toBe('Somebody else');
  expect(await accountOf(cleo)).toMatchObject({ name: 'Somebody else' });
  expect(faults).toEqual([]);
});

test('an answer that is lost: what was saved is found saved', async () => {
  const dora = await system.user('Dora');
  const { page } = await signedIn(system, dora, '/account');
  await page.getByLabel('Name').fill('Dora Maar');
  await page.route(`**/v1/users/${dora.id}`, async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved.').waitFor();
  expect(await accountOf(dora)).toMatchObject({ name: 'Dora Maar' });
});

test('e-mail and password need the password of now; what is refused stays typed', async () => {
  const eva = await system.user('Eva');
  const { page, faults } = await signedIn(system, eva, '/account');
  await page.getByText('Change e-mail').click();
  await page.getByLabel('New e-mail').fill(`new.${eva.email}`);
  const passwordOf = page.getByLabel('Current password').first();
  await passwordOf.fill('something else');
  await page.getByRole('button', { name: 'Save' }).nth(1).click();
  await page.getByRole('link', { name: 'This is not your current password.' }).waitFor();
  expect(await page.getByLabel('New e-mail').inputValue()).toBe(`new.${eva.email}`);
  await passwordOf.fill(eva.password);
  await page.getByRole('button', { name: 'Save' }).nth(1).click();
  await page.getByText('Saved.').waitFor();
  await page.locator('dd', { hasText: `new.${eva.email}` }).waitFor();
  await page.getByText('Change password').click();
  const fields = page.locator('form', { has: page.getByLabel('New password') });
  await fields.getByLabel('Current password').fill(eva.password);
  await fields.getByLabel('New password').fill('password123');
  await fields.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /among the first that others try/ }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await fields.getByLabel('New password').fill('a staple, a battery');
  await fields.getByRole('button', { name: 'Save' }).click();
  await page.getByText('All other devices are signed out.').waitFor();
  const login = await system.ask('POST', '/v1/auth/login', {
    body: { email: `new.${eva.email}`, password: 'a staple, a battery' },
  });
  expect(login.status).toBe(200);
  expect((await system.ask('POST', '/v1/auth/verify', { body: { token: eva.token } })).body).toEqual({ active: false });
  expect(faults).toEqual([]);
});

test('a session that was ended on another device leads to signing in, and back', async () => {
  const finn = await system.user('Finn');
  const { page } = await signedIn(system, finn, '/account');
  const login = await system.ask('POST', '/v1/auth/login', { body: { email: finn.email, password: finn.password } });
  await page.getByLabel('Name').fill('Finn the second');
  await system.ask('POST', `/v1/users/${finn.id}/sessions/end`, { token: login.body.accessToken });
  await page.getByRole('button', { name: 'Save' }).first().click();
  const link = page.getByRole('main').getByRole('link', { name: 'Sign in' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('/account/sign-in?next=%2Faccount');
});

test('all that is kept is downloaded; the account is closed only with password and consent, and not with events to come', async () => {
  const gus = await system.user('Gus');
  const { page, faults } = await signedIn(system, gus, '/account', PHONE);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my data' }).click(),
  ]);
  const data = JSON.parse(await readFile(await download.path(), 'utf8')) as { account: object; orders: [] };
  expect(data).toMatchObject({ account: { id: gus.id, email: gus.email }, orders: [] });
  expect(data).not.toHaveProperty('next');

  const eventId = await publishEvent(system, gus);
  await system.until('the event is listed', async () => {
    const { body } = await system.ask('GET', '/v1/events');
    return body.items.some(({ id }: { id: string }) => id === eventId);
  });
  await page.locator('summary', { hasText: 'Close the account' }).click();
  const close = page.getByRole('button', { name: 'Close my account' });
  await close.click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('2 fields need another look');
  await page.getByLabel('Current password').last().fill(gus.password);
  await page.getByLabel('I know that this cannot be undone.').check();
  await close.click();
  await page.getByRole('alert').filter({ hasText: 'events that are still to come' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await system.ask('POST', `/v1/events/${eventId}/cancel`, { token: gus.token });
  await system.until('it is cancelled where events are browsed', async () => {
    const { body } = await system.ask('GET', '/v1/events');
    return body.items.every(({ id }: { id: string }) => id !== eventId);
  });
  await close.click();
  await page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
  expect((await accountOf(gus)).code).toBe('token_invalid');
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test('links that came by mail: a new password, an e-mail confirmed; used up they say so', async () => {
  const hal = await system.user('Hal');
  const to = { userId: hal.id, email: hal.email };
  const reset = await issueMailToken(shardOf(hal), to, 'reset', new Date());
  const confirm = await issueMailToken(shardOf(hal), to, 'verify', new Date());
  const { page, faults } = await newPage();
  await page.goto(`${system.url}/account/confirm#${confirm}`);
  await page.getByText('Your e-mail is confirmed.').waitFor();
  expect(page.url()).toBe(`${system.url}/account/confirm`);
  expect((await accountOf(hal)).emailVerifiedAt).toMatch(/Z$/);
  await page.goto(`${system.url}/account/password/new#${reset}`);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /^The password is too short: at least 10 / }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('New password').fill('a staple, a battery');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your new password counts.').waitFor();
  await page.goto(`${system.url}/account/password/new#${reset}`);
  await page.reload();
  await page.getByLabel('New password').fill('another staple, a battery');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'was used already' }).waitFor();
  await page.getByRole('link', { name: 'Ask for another one' }).click();
  await page.getByLabel('E-mail').fill(hal.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('alert').filter({ hasText: 'Mail is not sent from here.' }).waitFor();
  await page.goto(`${system.url}/account/confirm`);
  await page.getByRole('alert').filter({ hasText: 'not complete' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(faults).toEqual([]);
});
