/** A part of a page that a script fills: what stands there until it has, and for who has none. */
import type { ComponentChildren, JSX } from 'preact';
import type { PageView } from './page-view.ts';

export interface WaitingPartProps {
  t: PageView['t'];
  /** The name by which the script finds it. */
  part: string;
  /** What else the script is told. */
  data?: Readonly<Record<`data-${string}`, string>>;
  /** What stands there before, and is taken away with it. */
  children?: ComponentChildren;
}

export function WaitingPart({ t, part, data = {}, children }: WaitingPartProps): JSX.Element {
  return (
    <>
      <div data-part={part} {...data}>
        {children}
        <p class="loading">
          <span class="if-script">{t.loading}</span>
        </p>
      </div>
      <noscript>
        <p class="notice">{t.needsScript}</p>
      </noscript>
    </>
  );
}
