/** Somebody with an account: comes with a right or a wrong password, stays by refreshing, leaves, and tries what is over. */
import type { ProofReply } from './proof-client.ts';
import { ProofDevice, type DeviceOptions, type Undertaking } from './proof-device.ts';
import { factsOf, outcomeOf } from './answer-meaning.ts';

/** What is known of one session. */
interface Session {
  name: string;
  accessToken: string;
  /** The one to be used next, and the one before it. */
  token: string;
  used: string | undefined;
}

export class Visitor {
  readonly #is: DeviceOptions;
  readonly #device: ProofDevice;
  readonly #account: { email: string; password: string };
  #userId = '';
  #session: Session | undefined;
  readonly #over: Session[] = [];
  #names = 0;

  constructor(options: DeviceOptions) {
    this.#is = options;
    this.#device = new ProofDevice(options);
    const words = Array.from({ length: 3 }, () => options.random.whole(100_000, 999_999).toString(36)).join(' ');
    this.#account = { email: `visitor.${words.replaceAll(' ', '')}@example.com`, password: `${words} zx` };
  }

  /** Makes the account. @throws Error when it cannot be had */
  async register(): Promise<void> {
    const { client } = this.#is;
    const { status, body } = await client.ask({
      method: 'POST',
      path: '/v1/users',
      body: { ...this.#account, name: 'Visitor' },
    });
    if (status !== 201) throw new Error(`register answered ${status} ${JSON.stringify(body)}`);
    this.#userId = String(body.id);
  }

  /** Does one thing. */
  async act(): Promise<void> {
    const { random } = this.#is;
    if (!this.#session) return random.chance(0.25) ? this.#logIn(false) : this.#logIn(true);
    switch (random.weighted({ refresh: 5, again: 1, leave: 1, visit: 3, wrong: 1, ended: 2 })) {
      case 'refresh':
        return this.#refresh(this.#session);
      case 'again':
        return this.#useAgain(this.#session);
      case 'leave':
        return this.#leave(this.#session);
      case 'visit':
        return this.#visit(this.#session);
      case 'wrong':
        return this.#logIn(false);
      case 'ended':
        return this.#visit(this.#over.length > 0 ? random.pick(this.#over) : this.#session);
    }
  }

  /** Ends the session, whose access token was just taken; what is over is visited once more, later. */
  async leave(): Promise<void> {
    if (!this.#session) await this.#logIn(true);
    if (!this.#session) return;
    await this.#visit(this.#session);
    await this.#leave(this.#session);
  }

  /** Comes with the access tokens of all sessions that are over. */
  async revisit(): Promise<void> {
    for (const session of this.#over) await this.#visit(session);
  }

  async #logIn(right: boolean): Promise<void> {
    const { email, password } = this.#account;
    const name = `${email} ${++this.#names}`;
    const body = { email, password: right ? password : `${password}!` };
    const reply = await this.#once({ method: 'POST', path: '/v1/auth/login', body }, { op: 'login', right }, (got) => ({
      session: name,
      token: got.body.refreshToken,
    }));
    if (reply.status === 200)
      this.#session = {
        name,
        accessToken: reply.body.accessToken,
        token: reply.body.refreshToken,
        used: undefined,
      };
  }

  async #refresh(session: Session): Promise<void> {
    const { name, token } = session;
    const reply = await this.#present(name, token);
    // What is not known may be used up: it came from elsewhere, as a lost answer does. Then the session is given up.
    if (reply.status !== 200) return this.#giveUp(session);
    this.#session = { name, accessToken: reply.body.accessToken, token: reply.body.refreshToken, used: token };
  }

  /** The token before the last, whose successor is used first: a thief's. */
  async #useAgain(session: Session): Promise<void> {
    await this.#refresh(session);
    if (this.#session !== session && this.#session?.used !== undefined && session.used !== undefined) {
      await this.#present(session.name, session.used);
      this.#giveUp(this.#session);
    }
  }

  async #leave(session: Session): Promise<void> {
    await this.#device.undertake({
      ask: { method: 'POST', path: '/v1/auth/logout', body: { refreshToken: session.token } },
      call: { op: 'logout', event: '', session: session.name },
    });
    this.#giveUp(session);
  }

  async #visit({ name, accessToken }: Session): Promise<void> {
    const { client, id, write } = this.#is;
    const path = `/v1/users/${this.#userId}/orders`;
    const { status, from, to, body } = await client.ask({ method: 'GET', path, token: accessToken });
    const outcome = outcomeOf({ status, body, from, to });
    write({ op: 'visit', event: '', buyer: id, session: name, status, from, to, outcome });
  }

  #giveUp(session: Session): void {
    this.#over.push(session);
    this.#session = undefined;
  }

  #present(session: string, token: string): Promise<ProofReply> {
    const ask = { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken: token } } as const;
    return this.#once(ask, { op: 'refresh', session, token }, (got) => ({ token: got.body.refreshToken }));
  }

  async #once(
    ask: Undertaking['ask'],
    call: Record<string, unknown>,
    answerOf: (reply: ProofReply) => unknown,
  ): Promise<ProofReply> {
    const { client, id, write } = this.#is;
    const reply = await client.ask(ask);
    write({ ...call, event: '', buyer: id, ...factsOf(reply, answerOf) } as Parameters<typeof write>[0]);
    return reply;
  }
}
