/** The organizer's desk: signing in, in place, then the page that its path says. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskRoute } from '../pages/organize-paths.ts';
import { accessToken, currentUser, onSession, type SignedIn } from '../islands/session.ts';
import { AccountForm } from '../parts/account-form.tsx';
import * as t from '../texts/of-desk.ts';
import { EventPages } from './event/event-pages.tsx';
import { MyEvents } from './events/my-events.tsx';
import { NewEventPage } from './form/new-event.tsx';
import { DeskHeading, focusHeading, useDeskRoute, useFocusKept } from './navigation.tsx';

const LEADS = { 'sign-in': t.deskSignInLead, register: t.deskRegisterLead };

export function Desk() {
  const route = useDeskRoute();
  const [user, setUser] = useState<SignedIn | undefined>(currentUser());
  const [isAsked, setAsked] = useState(user !== undefined);
  const place = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  useEffect(() => onSession(setUser), []);
  useEffect(() => void accessToken().then(() => setAsked(true)), []);
  useEffect(() => {
    if (!isFirst.current) focusHeading(place.current);
    isFirst.current = false;
  }, [route]);
  useFocusKept(place, user?.id);
  const hasSignedIn = useRef(false);
  useEffect(() => {
    // The form that had the focus is gone.
    if (user && hasSignedIn.current) place.current?.querySelector<HTMLElement>('[data-heading]')?.focus();
  }, [user]);
  if (!user && !isAsked)
    return (
      <>
        <h1>{t.deskTitle}</h1>
        <p class="loading">{t.loading}</p>
      </>
    );
  if (!user)
    return (
      <div class="desk-sign-in">
        <h1>{t.deskTitle}</h1>
        <AccountForm
          kind="sign-in"
          canSwitch
          leads={LEADS}
          onSignedIn={(known) => {
            hasSignedIn.current = true;
            setUser(known);
          }}
        />
      </div>
    );
  return (
    <div class="desk" ref={place} key={user.id}>
      {route ? <DeskPage route={route} user={user} /> : <DeskHeading text={t.notFoundTitle} />}
    </div>
  );
}

function DeskPage({ route, user }: { route: DeskRoute; user: SignedIn }) {
  switch (route.page) {
    case 'events':
      return <MyEvents user={user} />;
    case 'new':
    case 'new-hall':
      return <NewEventPage user={user} isDrawing={route.page === 'new-hall'} />;
    default:
      return <EventPages key={route.eventId} route={route} user={user} />;
  }
}
