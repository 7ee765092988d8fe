/** From page to page of the desk without loading anew: who is signed in, and what is known, stays. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type DeskRoute, deskPath, deskRouteAt } from '../pages/organize-paths.ts';
import { pagePath } from '../parts/page-paths.ts';

const listeners = new Set<() => void>();

/** The path of this page, in the first language. */
function pathHere(): string {
  const { lang } = document.documentElement;
  const path = location.pathname;
  return lang !== '' && path.startsWith(`/${lang}/`) ? path.slice(lang.length + 1) : path;
}

/** The page that is shown; undefined where its path is none of the desk's. */
export function useDeskRoute(): DeskRoute | undefined {
  const [route, setRoute] = useState(() => deskRouteAt(pathHere()));
  useEffect(() => {
    const follow = (): void => setRoute(deskRouteAt(pathHere()));
    listeners.add(follow);
    addEventListener('popstate', follow);
    return () => {
      listeners.delete(follow);
      removeEventListener('popstate', follow);
    };
  }, []);
  return route;
}

export function hrefOf(route: DeskRoute): string {
  return pagePath(deskPath(route));
}

/** Shows another page. @param replace in the place of this one, where Back should not lead to it */
export function goToDesk(route: DeskRoute, replace = false): void {
  if (replace) history.replaceState({}, '', hrefOf(route));
  else history.pushState({}, '', hrefOf(route));
  for (const follow of listeners) follow();
  scrollTo(0, 0);
}

export interface DeskLinkProps {
  to: DeskRoute;
  class?: string;
  isCurrent?: boolean;
  children: ComponentChildren;
}

/** A link that needs no loading; one that is opened elsewhere is a link as any. */
export function DeskLink({ to, class: name, isCurrent = false, children }: DeskLinkProps) {
  return (
    <a
      href={hrefOf(to)}
      class={name}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goToDesk(to);
      }}
    >
      {children}
    </a>
  );
}

/** Whether the heading that is gone had the focus: that of what was loading hands it to that of what is there. */
let wasFocused = false;
/** What had the focus when a page was asked for that is still to be loaded. */
let awaitedFrom: Element | null | undefined;

/** The heading of the page that is shown gets the focus; if it is still to come, when it does, unless the focus has gone on meanwhile. */
export function focusHeading(place: HTMLElement | null): void {
  const heading = place?.querySelector<HTMLElement>('[data-heading]');
  if (heading) heading.focus();
  else awaitedFrom = document.activeElement;
}

/** The heading of a page: it gets the focus when the page has come in the place of another, so that it is read. */
export function DeskHeading({ text, children }: { text: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${text} · Seatmesh`;
  }, [text]);
  useLayoutEffect(() => {
    const own = heading.current;
    const { activeElement, body } = document;
    const isAwaited = awaitedFrom !== undefined && (activeElement === awaitedFrom || activeElement === body);
    if (wasFocused || isAwaited) own?.focus();
    wasFocused = false;
    awaitedFrom = undefined;
    return () => {
      wasFocused = own !== null && own === document.activeElement;
    };
  }, []);
  return (
    <h1 tabIndex={-1} data-heading ref={heading}>
      {children ?? text}
    </h1>
  );
}

/**
 * Where what had the focus goes away (a button with what it was for, a dialog over it), the focus goes to the heading of the page: lost, it would begin
 * anew at the head of the document.
 */
export function useFocusKept(place: RefObject<HTMLElement>, user: string | undefined): void {
  useEffect(() => {
    const inside = place.current;
    if (!inside) return undefined;
    let last: Element | undefined;
    const follow = ({ target }: FocusEvent): void => void (last = target instanceof Element ? target : undefined);
    // Whoever leaves what is still there has meant to.
    const leave = (): void => void (last = undefined);
    const watch = new MutationObserver(() => {
      if (!last || last.isConnected) return;
      last = undefined;
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body) return;
      inside.querySelector<HTMLElement>('[data-heading]')?.focus();
    });
    inside.addEventListener('focusin', follow);
    inside.addEventListener('pointerdown', leave);
    watch.observe(inside, { childList: true, subtree: true });
    return () => {
      inside.removeEventListener('focusin', follow);
      inside.removeEventListener('pointerdown', leave);
      watch.disconnect();
    };
    // Whoever signs in has another place.
  }, [user]);
}
