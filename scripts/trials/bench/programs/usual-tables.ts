/** The tables that a whole system in the usual way has besides: what a buyer has bought, and what a listing says is sold. */
export const USUAL_WHOLE_TABLES = {
  usual_records: `CREATE TABLE usual_records (user_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    order_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, event_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    total_cents BIGINT NOT NULL, created_at DATETIME(3) NOT NULL, PRIMARY KEY (user_id, order_id)) ENGINE = InnoDB`,
  usual_listings: `CREATE TABLE usual_listings (event_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sold INT UNSIGNED NOT NULL, PRIMARY KEY (event_id)) ENGINE = InnoDB`,
} as const;

/** The table that the usual way has beside those of Seatmesh. */
export const USUAL_TABLES = {
  usual_items: `CREATE TABLE usual_items (order_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seat INT UNSIGNED NOT NULL, label VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    price_cents INT UNSIGNED NOT NULL, PRIMARY KEY (order_id, seat)) ENGINE = InnoDB`,
} as const;
