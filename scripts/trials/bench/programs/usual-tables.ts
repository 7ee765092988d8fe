/** The table that the usual way has beside those of Seatmesh. */
export const USUAL_TABLES = {
  usual_items: `CREATE TABLE usual_items (order_id VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seat INT UNSIGNED NOT NULL, label VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    price_cents INT UNSIGNED NOT NULL, PRIMARY KEY (order_id, seat)) ENGINE = InnoDB`,
} as const;
