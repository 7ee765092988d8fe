/** One state of a part, with its name above. */
import type { ComponentChildren } from 'preact';

export function GuideState({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="state">
      <p class="small">{name}</p>
      {children}
    </div>
  );
}
