/** Who we are to a registry: what the environment says, else what `docker login` (or podman, or a cloud's helper) has kept. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { z } from 'zod';
import { Fault } from '../../cli/fault.ts';

/** A name and a password, for HTTP's Basic scheme. */
export interface RegistryLogin {
  user: string;
  password: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DockerConfig = z.object({
  auths: z.record(z.string(), z.object({ auth: z.string().optional() })).default({}),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).default({}),
});
const Answer = z.object({ Username: z.string(), Secret: z.string() });
const HELPER_MS = 30_000;

/** Undefined where nobody has logged in: many registries can be read by anybody. @throws Fault for a file that cannot be read */
export async function credentialsFor(host: string, env: Environment): Promise<RegistryLogin | undefined> {
  const { REGISTRY_USER: user, REGISTRY_PASSWORD: password } = env;
  if (user && password) return { user, password };
  const file = join(env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker'), 'config.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept === undefined) return undefined;
  const config = parsed(kept, file);
  const helper = config.credHelpers[host] ?? config.credsStore;
  const auth = config.auths[host]?.auth ?? config.auths[`https://${host}`]?.auth;
  if (auth) return decoded(auth);
  return helper === undefined ? undefined : askHelper(helper, host, env);
}

function parsed(text: string, file: string): z.infer<typeof DockerConfig> {
  try {
    return DockerConfig.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(`${file} is not what docker login writes`, { cause: error });
  }
}

function decoded(auth: string): RegistryLogin {
  const both = Buffer.from(auth, 'base64').toString();
  const at = both.indexOf(':');
  return { user: both.slice(0, at), password: both.slice(at + 1) };
}

/** As docker does it: the host on its standard input, JSON on its standard output. */
async function askHelper(name: string, host: string, env: Environment): Promise<RegistryLogin | undefined> {
  const program = `docker-credential-${name}`;
  const child = spawn(program, ['get'], { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_MS });
  const failed = once(child, 'error').then(([error]) => {
    throw new Fault(`${program}, which docker's configuration names, cannot be run`, { cause: error });
  });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(host);
  const output = await Promise.race([Promise.all([textOf(child.stdout), once(child, 'close')]), failed]);
  const [text, [code]] = output as [string, [number | null]];
  if (code !== 0) return undefined; // it knows of none
  const answer = Answer.safeParse(JSON.parse(text));
  if (!answer.success) throw new Fault(`${program} does not say who to log in as`);
  return { user: answer.data.Username, password: answer.data.Secret };
}
