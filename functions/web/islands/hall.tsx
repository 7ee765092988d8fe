/** The hall of an event in the editor: opened for its organizer, saved with the version that it was opened with. */
import { render } from 'preact';
import { mountEditor, type SaveAnswer } from '../editor/mount-editor.tsx';
import { documentOf, type HallDocument } from '../editor/model/hall-document.ts';
import { isSameValue } from '../editor/model/edit-history.ts';
import type { ChartAnswer, EventAnswer } from '../picker/hall/seat-hall.ts';
import * as t from '../texts/of-editor.ts';
import { pagePath } from '../parts/page-paths.ts';
import { accessToken, askApi } from './session.ts';
import type { Chart } from '../../shared/event/chart.ts';

interface Opened {
  etag: string;
  event: EventAnswer;
  chart: Chart;
  document: HallDocument;
  isSold: boolean;
}

class NotOpened extends Error {}

/** The event first, and then its chart: whoever saves between leaves a version that is another than the chart's, and saving says so. */
async function open(eventId: string): Promise<Opened> {
  const path = `/v1/events/${eventId}`;
  const answer = await askApi(path, { cache: 'no-store' });
  if (!answer.ok) throw new NotOpened(answer.status === 404 ? t.editorNoEvent : t.somethingWrong);
  const event = (await answer.json()) as EventAnswer;
  const [chartAnswer, seats] = await Promise.all([
    askApi(`${path}/chart`, { cache: 'no-store' }),
    askApi(`${path}/availability?seats=compact`, { cache: 'no-store' }),
  ]);
  if (!chartAnswer.ok) throw new NotOpened(t.somethingWrong);
  const { sections, plan } = (await chartAnswer.json()) as ChartAnswer;
  const counts = seats.ok ? ((await seats.json()) as { counts?: { sold: number } }).counts : undefined;
  const chart = { sections } as Chart;
  return {
    etag: answer.headers.get('etag') ?? '',
    event,
    chart,
    document: documentOf(chart, plan, event.priceCategories),
    isSold: (counts?.sold ?? 0) > 0,
  };
}

/** What a version of an event had: what is saved is what differs from it. */
interface Known {
  etag: string;
  document: HallDocument;
}

function changesOf(from: HallDocument, to: HallDocument): Record<string, unknown> {
  return {
    ...(!isSameValue(from.chart, to.chart) && { chart: to.chart }),
    ...(!isSameValue(from.prices, to.prices) && { priceCategories: to.prices }),
    plan: to.plan,
  };
}

async function save(eventId: string, known: Known, document: HallDocument): Promise<SaveAnswer> {
  const answer = await askApi(`/v1/events/${eventId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'if-match': strong(known.etag) },
    body: JSON.stringify(changesOf(known.document, document)),
  }).catch(() => undefined);
  if (!answer) return { kind: 'refused', text: t.offline };
  if (answer.ok) {
    Object.assign(known, { etag: answer.headers.get('etag') ?? '', document });
    return { kind: 'saved' };
  }
  const problem = (await answer.json().catch(() => ({}))) as {
    code?: string;
    errors?: { path: string; message: string }[];
  };
  if (answer.status === 412) return changedMeanwhile(eventId, known, document);
  return { kind: 'refused', text: refusalText(answer.status, problem) };
}

/** An answer that was lost may have been that it is saved: then the version is another, and the hall this one. */
async function changedMeanwhile(eventId: string, known: Known, sent: HallDocument): Promise<SaveAnswer> {
  try {
    const now = await open(eventId);
    Object.assign(known, { etag: now.etag, document: now.document });
    return isSameValue(now.document, sent)
      ? { kind: 'saved', sold: now.isSold ? now.chart : undefined }
      : { kind: 'changed', theirs: now.document, sold: now.isSold ? now.chart : undefined };
  } catch {
    return { kind: 'refused', text: t.offline };
  }
}

/** With its coding a tag is that of other bytes; the version is in it either way. */
const strong = (etag: string): string => etag.replace(/^W\//, '').replace(/;[a-z]+"$/, '"');

function refusalText(
  status: number,
  { code = '', errors = [] }: { code?: string; errors?: { path: string; message: string }[] },
): string {
  if (code === 'invalid' && errors[0]) return t.editorInvalid({ path: errors[0].path, message: errors[0].message });
  if (status === 401) return t.editorSignedOut;
  return t.editorRefused({ code });
}

function eventIdOfPage(): string {
  return /\/organize\/events\/(\w{1,40})\/hall$/.exec(location.pathname)?.[1] ?? '';
}

function Told({ text, children }: { text: string; children?: preact.ComponentChildren }) {
  return (
    <div class="narrow">
      <p class="notice bad" role="alert">
        {text}
      </p>
      {children}
    </div>
  );
}

async function start(root: HTMLElement): Promise<void> {
  const isSignedIn = (await accessToken()) !== undefined;
  root.replaceChildren();
  if (!isSignedIn) {
    const next = `/account/sign-in?next=${encodeURIComponent(location.pathname)}`;
    render(
      <Told text={t.editorSignIn}>
        <p>
          <a class="button" href={pagePath(next)}>
            {t.signIn}
          </a>
        </p>
      </Told>,
      root,
    );
    return;
  }
  const eventId = eventIdOfPage();
  const { event, chart, document: opened, etag, isSold } = await open(eventId);
  const known: Known = { etag, document: opened };
  const title = document.querySelector('[data-hall-title]');
  if (title) title.textContent = event.title;
  const mounted = mountEditor(root, {
    chart,
    plan: opened.plan,
    prices: event.priceCategories,
    currency: event.currency,
    isSold,
    keepAs: eventId,
    onSave: (next) => save(eventId, known, next),
  });
  addEventListener('beforeunload', (leaving) => {
    if (mounted.isDirty()) leaving.preventDefault();
  });
}

const place = document.querySelector<HTMLElement>('[data-part=hall]');
if (place)
  start(place).catch((error: unknown) => {
    place.replaceChildren();
    render(<Told text={error instanceof NotOpened ? error.message : t.offline} />, place);
  });
