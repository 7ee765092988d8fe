/** Draws a part of the editor anew when what it shows has changed. */
import { useEffect, useReducer } from 'preact/hooks';
import type { EditorChange, EditorStore } from '../../editor-store.ts';

export function useStore(store: EditorStore, ...of: readonly EditorChange[]): void {
  const [, anew] = useReducer((count: number) => count + 1, 0);
  const wanted = of.join();
  useEffect(
    () =>
      store.onChange((change) => {
        if (wanted.split(',').includes(change)) anew(undefined);
      }),
    [store, wanted],
  );
}
