/** The account of who is signed in: details, sign-ins, data, and its end. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type SignedIn, signOut } from '../islands/session.ts';
import { pagePath } from '../parts/page-paths.ts';
import { dateText } from '../texts/formats.ts';
import * as t from '../texts/of-page.ts';
import { ChangeDetails } from './change-details.tsx';
import { ChangePassword } from './change-password.tsx';
import { CloseAccount } from './close-account.tsx';
import type { KnownAccount, OwnAccountView } from './known-account.ts';
import { NotNow } from './not-now.tsx';
import { ownExport } from './own-export.ts';
import { ownRefusalText } from './own-refusals.ts';
import { askOwn, type OwnRefusal, saveFile } from './own-requests.ts';
import { Said, type SaidOutcome } from './said.tsx';

export function OwnAccount({ user }: { user: SignedIn }) {
  const [known, setKnown] = useState<KnownAccount>();
  const [refusal, setRefusal] = useState<OwnRefusal>();
  const load = async (): Promise<KnownAccount | undefined> => {
    setRefusal(undefined);
    const answer = await askOwn<OwnAccountView>(`/v1/users/${user.id}`);
    if ('refusal' in answer) {
      setRefusal(answer.refusal);
      return undefined;
    }
    const found = { account: answer.value, etag: answer.etag };
    setKnown(found);
    return found;
  };
  useEffect(() => void load(), [user.id]);
  if (!known)
    return refusal ? <NotNow refusal={refusal} onAgain={() => void load()} /> : <p class="loading">{t.loading}</p>;
  return (
    <>
      <Card title={t.accountDetails}>
        <p class="small">{t.accountSince({ when: dateText(t.languageCode, known.account.createdAt, 'date') })}</p>
        <ChangeDetails known={known} onKnown={setKnown} onReload={load} />
      </Card>
      <Card title={t.password}>
        <ChangePassword known={known} onKnown={setKnown} />
      </Card>
      <Card title={t.accountDevices}>
        <Devices user={user} />
      </Card>
      <Card title={t.accountYourData}>
        <OwnData user={user} />
      </Card>
      <Card title={t.accountClose}>
        <CloseAccount user={user} />
      </Card>
    </>
  );
}

function Card({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Devices({ user }: { user: SignedIn }) {
  const [said, setSaid] = useState<SaidOutcome>();
  const leave = async (): Promise<void> => {
    if (await signOut()) location.assign(pagePath('/'));
    else setSaid({ text: t.offline, isBad: true });
  };
  const leaveEverywhere = async (): Promise<void> => {
    const answer = await askOwn(`/v1/users/${user.id}/sessions/end`, { method: 'POST' });
    if ('refusal' in answer) return setSaid({ text: ownRefusalText(answer.refusal), isBad: true });
    setSaid({ text: t.sessionsEnded, isBad: false });
    await signOut();
  };
  return (
    <>
      <Said said={said} />
      <p class="small">{t.accountDevicesText}</p>
      <p class="actions">
        <button type="button" class="button quiet" onClick={() => void leave()}>
          {t.signOut}
        </button>
        <button type="button" class="button quiet" onClick={() => void leaveEverywhere()}>
          {t.endSessions}
        </button>
      </p>
    </>
  );
}

function OwnData({ user }: { user: SignedIn }) {
  const [said, setSaid] = useState<SaidOutcome>();
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const answer = await ownExport(user.id);
    setBusy(false);
    if ('refusal' in answer) return setSaid({ text: ownRefusalText(answer.refusal), isBad: true });
    saveFile(new Blob([JSON.stringify(answer.value, null, 2)], { type: 'application/json' }), 'seatmesh.json');
    setSaid({ text: t.accountDataMade, isBad: false });
  };
  return (
    <>
      <Said said={said} />
      <p class="small">{t.accountYourDataText}</p>
      <p>
        <button type="button" class="button quiet" aria-busy={isBusy} onClick={() => void (isBusy || save())}>
          {t.accountData}
        </button>
      </p>
    </>
  );
}
