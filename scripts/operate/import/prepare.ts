/** From what a source tells to what can be published. */
import { NewEvent } from '../../../functions/publish/api.ts';
import type { Publication } from './follow/import-task.ts';
import { newEvent } from './import-rules.ts';
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
    const checked = NewEvent.safeParse(newEvent(event));
    if (twin !== undefined) skipped.push({ entry, reason: `the same as ${twin}` });
    else if (checked.success) publications.push({ entry, event, body: checked.data });
    else {
      const reason = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      skipped.push({ entry, reason, family: event.family });
    }
  }
  return { publications, skipped };
}
