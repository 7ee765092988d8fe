/** Where a sale is held: a system with an event to sell and people who may buy. */

/** What can be shown after the sale. `detail` says what was compared. */
export interface SaleCheck {
  name: string;
  ok: boolean;
  detail: string;
}

export interface SaleTarget {
  url: URL;
  /** For the report: what runs where. */
  facts: [name: string, value: string][];
  /** How long it takes a hold to expire, when known. */
  holdMs: number | undefined;
  /** How far its clock may be from ours. */
  clockSlackMs: number;
  /** Makes what buyers need, of which there are so many. */
  prepareBuyers(count: number): Promise<void>;
  /** Publishes what is sold. @param event the body of POST /v1/events without limits per buyer @returns its id */
  publish(event: Record<string, unknown>): Promise<string>;
  /** An access token of a buyer by number. */
  token: (buyer: number) => Promise<string>;
  /** Error lines of its log so far; undefined when they cannot be seen. */
  errorLines: () => number | undefined;
  /** The databases, by shard, when they can be asked. */
  databases: Readonly<Record<string, string>> | undefined;
  /** Rejects when the system ends by itself. */
  broken: Promise<never>;
  close(): Promise<void>;
}
