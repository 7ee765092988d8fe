/** Parts whose scripts are loaded when they are first needed; where that fails it is told, and can be tried again. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as texts from '../../texts/of-page.ts';

/** Loads once; what has failed is asked for again. */
export function loadedOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () =>
    (asked ??= load().catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
}

export interface Later<Value> {
  /** Undefined until it is there. */
  value: Value | undefined;
  /** What is shown where it could not be loaded. */
  failure: JSX.Element | undefined;
}

/** @param load as `loadedOnce` makes it @param failed what is said when it could not be loaded */
export function useLater<Value extends object>(load: () => Promise<Value>, failed: string): Later<Value> {
  const [value, setValue] = useState<Value>();
  const [told, setTold] = useState<string>();
  const look = (then: () => void): void => void load().then(setValue, then);
  useEffect(() => look(() => setTold(failed)), [load]);
  if (value || told === undefined) return { value, failure: undefined };
  const again = (): void => {
    setTold('');
    look(() => {
      void reloadWhenThere().then((isThere) => {
        if (!isThere) setTold(texts.offline);
      });
    });
  };
  return { value, failure: <LoadFailed told={told} onAgain={again} /> };
}

/** That something could not be loaded, with the way to try it again; `told` is empty while that is under way. */
export function LoadFailed({ told, onAgain }: { told: string; onAgain: () => void }): JSX.Element {
  return (
    <div class="seats-failed">
      <p role="alert">{told}</p>
      <button type="button" class="button quiet" aria-busy={told === ''} onClick={onAgain}>
        {texts.seatsTryAgain}
      </button>
    </div>
  );
}

const TIMEOUT_MS = 15_000;

/**
 * A script that was not there once may stay so for this page: its browser remembers, or the page is of a version before and asks for what is gone. A
 * page that is loaded anew has neither, and the choice; without a connection it would be none at all.
 */
export async function reloadWhenThere(): Promise<boolean> {
  const init: RequestInit = { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) };
  const isThere = await fetch(location.pathname, init).then(
    ({ ok }) => ok,
    () => false,
  );
  if (isThere) location.reload();
  return isThere;
}
