/** From what a source tells to what can be published. */
import { NewEvent } from '../../../functions/publish/api.ts';
import type { Publication } from './publish.ts';
import { newEvent } from './rules.ts';
import type { Skipped, Source } from './source-event.ts';

/** Applies the rules to a source. What the API would refuse, and what is in the file twice, is skipped with the reason. */
export function prepare(source: Source): { publications: Publication[]; skipped: Skipped[] } {
  const publications: Publication[] = [];
  const skipped = [...source.skipped];
  const seen = new Map<string, string>();
  for (const { entry, event } of source.events) {
    const key = JSON.stringify(event.identity);
    const twin = seen.get(key);
    seen.set(key, twin ?? entry);
    const body = newEvent(event);
    const checked = NewEvent.safeParse(body);
    if (twin !== undefined) skipped.push({ entry, reason: `the same as ${twin}` });
    else if (checked.success) publications.push({ entry, identity: event.identity, body });
    else
      skipped.push({
        entry,
        reason: checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      });
  }
  return { publications, skipped };
}
