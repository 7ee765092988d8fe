/** What the window is called. */
import { useEffect, useState } from 'preact/hooks';

/** Of the window, before that of the page, for as long as the checkout is there. */
export function useTitle(title: string): void {
  const [before] = useState(() => document.title);
  useEffect(() => {
    document.title = `${title} · ${before}`;
    return () => {
      document.title = before;
    };
  }, [title, before]);
}
