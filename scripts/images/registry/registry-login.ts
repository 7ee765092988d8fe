/** Who we are to a registry: what the environment says, else what `docker login` (or podman, or a cloud's helper) has kept. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { z } from 'zod';
import { errorCode, Fault } from '../../cli/fault.ts';

/** A name and a password, for HTTP's Basic scheme. */
export interface RegistryLogin {
  user: string;
  password: string;
  /** In place of a password: what tokens are given for. */
  identityToken?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const Kept = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});
const DockerConfig = z.object({
  auths: z.record(z.string(), Kept).default({}),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).default({}),
});
const Answer = z.object({ Username: z.string(), Secret: z.string() });
const HELPER_MS = 30_000;
/** A helper's name for who has no password. */
const BY_TOKEN = '<token>';

/** Undefined where nobody has logged in: many registries can be read by anybody. @throws Fault for a file that cannot be read */
export async function credentialsFor(host: string, env: Environment): Promise<RegistryLogin | undefined> {
  const { REGISTRY_USER: user, REGISTRY_PASSWORD: password } = env;
  if (user && password) return { user, password };
  for (const file of filesOf(env)) {
    const login = await loginIn(file, host, env);
    if (login !== undefined) return login;
  }
  return undefined;
}

/** Docker's, then those of podman and buildah. */
function filesOf(env: Environment): string[] {
  const home = env['HOME'] || homedir();
  const docker = join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json');
  const session = env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'containers/auth.json')] : [];
  if (env['REGISTRY_AUTH_FILE']) return [env['REGISTRY_AUTH_FILE']];
  return [docker, ...session, join(home, '.config/containers/auth.json')];
}

async function loginIn(file: string, host: string, env: Environment): Promise<RegistryLogin | undefined> {
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Fault(`${file} cannot be read (${code})`, { cause: error });
  });
  if (kept === undefined) return undefined;
  const config = parsed(kept, file);
  const keys = namesOf(host);
  const [own] = keys.flatMap((key) => config.auths[key] ?? []);
  const login = own && loginOf(own, file);
  if (login) return login;
  const helper = keys.map((key) => config.credHelpers[key]).find((name) => name !== undefined) ?? config.credsStore;
  return helper === undefined ? undefined : askHelper(helper, host === HUB ? HUB_KEY : host, env);
}

const HUB = 'docker.io';
const HUB_KEY = 'https://index.docker.io/v1/';

/** Under which names a registry's login is kept. */
function namesOf(host: string): string[] {
  const own = [
    host,
    `https://${host}`,
    `https://${host}/`,
    `https://${host}/v1/`,
    `https://${host}/v2/`,
    `http://${host}`,
  ];
  return host === HUB ? [HUB_KEY, 'index.docker.io', ...own] : own;
}

function loginOf(kept: z.infer<typeof Kept>, file: string): RegistryLogin | undefined {
  const both = kept.auth ? decoded(kept.auth) : undefined;
  const { identitytoken: identityToken, username: user = both?.user, password = both?.password } = kept;
  if (identityToken) return { user: user ?? '', password: '', identityToken };
  if (kept.auth && both === undefined) throw new Fault(`${file} is not what docker login writes`);
  return user !== undefined && password !== undefined ? { user, password } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed(text: string, file: string): z.infer<typeof DockerConfig> {
  try {
    return DockerConfig.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(`${file} is not what docker login writes`, { cause: error });
  }
}

function decoded(auth: string): RegistryLogin | undefined {
  const both = Buffer.from(auth, 'base64').toString();
  const at = both.indexOf(':');
  return at < 1 ? undefined : { user: both.slice(0, at), password: both.slice(at + 1) };
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
  const answer = Answer.safeParse(jsonOf(text));
  if (!answer.success) throw new Fault(`${program} does not say who to log in as`);
  const { Username: user, Secret: secret } = answer.data;
  return user === BY_TOKEN ? { user: '', password: '', identityToken: secret } : { user, password: secret };
}
