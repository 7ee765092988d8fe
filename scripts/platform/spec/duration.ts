/** The three ways in which the manifests write a duration, all as milliseconds. */

const GO_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go and Gateway API: `300ms`, `1m30s`, `0s`, `0`. Undefined when malformed. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d{1,15}(?:\.\d{1,15})?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d{1,15}(?:\.\d{1,15})?)(ms|s|m|h)/g))
    ms += Number(amount) * (GO_UNITS[unit ?? ''] ?? 0);
  return ms;
}

/** ISO 8601, as Knative's delivery writes it: `PT0.2S`, `PT1M`, `P1D`. Undefined when malformed. */
export function isoDurationMs(text: string): number | undefined {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!parts || parts.slice(1).every((part) => part === undefined)) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
