/** One sale, from which the examples of the operations are taken: who published what, and who bought which seats of it. */

export const ids = {
  organizer: 'usr_3f9_01JDCMWZ7V5K3Q8Y2RNB4TXHGA',
  buyer: 'usr_c41_01JDCMX3HS8E5B9W0TQYRA2NVK',
  event: 'evt_0a7_01JDCMX0C1E6S9T4W2VZQK8M5F',
  hold: 'hld_0a7_01JDCMX5A4TFW8G1S3E9VRK6NM',
  order: 'ord_0a7_01JDCMX9RB0N6D3H7KPF5ZYQ2C',
  block: 'blk_0a7_01JDCMX7E8S2B6C9D4FJQW3N5R',
  session: 'ses_c41_01JDCMX1T0A9C4E7H2KQW6RZ5B',
} as const;

export const buyer = { id: ids.buyer, email: 'ada@example.com', name: 'Ada Lovelace' };

export const venue = {
  name: 'Kammermusiksaal',
  city: 'Berlin',
  country: 'Germany',
  timeZone: 'Europe/Berlin',
  address: 'Herbert-von-Karajan-Straße 1, 10785',
  url: 'https://hall.example/chamber-music',
};

export const priceCategories = [
  { id: 'front', name: 'Parquet', priceCents: 4_500 },
  { id: 'rear', name: 'Gallery', priceCents: 1_800 },
];

export const chart = {
  sections: [
    {
      id: 'A',
      name: 'Parquet',
      kind: 'seated' as const,
      priceCategory: 'front',
      rows: [
        { label: '1', seats: 18, accessible: [1, 2], companion: [3] },
        { label: '12', seats: 20, aisleAfter: [10], numbers: { first: 101, step: 1 }, restricted: [1, 20] },
      ],
    },
    { id: 'G', name: 'Gallery', kind: 'general' as const, priceCategory: 'rear', capacity: 120 },
  ],
};

/** Where its seats lie. */
export const plan = {
  sections: {
    A: { at: [0, 0] as [number, number], radius: 1_800, rows: { 12: { pitch: 60 } } },
    G: { at: [0, 900] as [number, number], size: [1_600, 500] as [number, number] },
  },
  shapes: [
    {
      kind: 'stage' as const,
      at: [0, -600] as [number, number],
      size: [1_200, 300] as [number, number],
      text: 'Podium',
    },
  ],
};

/** What an organizer sends. */
export const newEvent = {
  title: 'Brahms: A German Requiem',
  description: 'For choir, soloists and orchestra.',
  category: 'concert',
  startsAt: '2027-05-14T20:30:00+02:00',
  endsAt: '2027-05-14T22:30:00+02:00',
  doorsAt: '2027-05-14T19:30:00+02:00',
  onSaleAt: '2027-03-01T10:00:00+01:00',
  offSaleAt: '2027-05-14T18:00:00+02:00',
  cancelUntil: '2027-05-07T23:59:00+02:00',
  currency: 'EUR',
  limitPerOrder: 6,
  url: 'https://hall.example/requiem',
  imageUrl: 'https://hall.example/requiem.jpg',
  venue,
  priceCategories,
  chart,
  plan,
};

const { chart: _chart, plan: _plan, ...sent } = newEvent;

/** What everybody sees. */
export const event = {
  id: ids.event,
  version: 1,
  status: 'published' as const,
  organizerId: ids.organizer,
  ...sent,
  startsAt: '2027-05-14T18:30:00.000Z',
  endsAt: '2027-05-14T20:30:00.000Z',
  doorsAt: '2027-05-14T17:30:00.000Z',
  onSaleAt: '2027-03-01T09:00:00.000Z',
  offSaleAt: '2027-05-14T16:00:00.000Z',
  cancelUntil: '2027-05-07T21:59:00.000Z',
  limitPerBuyer: null,
  minAccountAgeMinutes: null,
  seatsTotal: 158,
  createdAt: '2027-01-08T09:14:27.318Z',
  updatedAt: '2027-01-08T09:14:27.318Z',
};

export const order = {
  id: ids.order,
  eventId: ids.event,
  status: 'confirmed' as const,
  items: [
    {
      seat: 'A-12-7',
      priceCents: 4_500,
      status: 'confirmed' as const,
      shown: { section: 'Parquet', row: '12', seat: '107' },
    },
    {
      seat: 'A-12-8',
      priceCents: 4_500,
      status: 'confirmed' as const,
      shown: { section: 'Parquet', row: '12', seat: '108' },
    },
  ],
  totalCents: 9_000,
  currency: 'EUR',
  createdAt: '2027-03-01T09:03:11.402Z',
  cancelledAt: null,
};

/** One of its seats was given back. */
export const smallerOrder = {
  ...order,
  items: order.items.map((item, at) => ({
    ...item,
    status: at === 0 ? ('confirmed' as const) : ('cancelled' as const),
  })),
  totalCents: 4_500,
};

export const cancelledOrder = {
  ...order,
  status: 'cancelled' as const,
  items: order.items.map((item) => ({ ...item, status: 'cancelled' as const })),
  totalCents: 0,
  cancelledAt: '2027-03-02T16:02:55.004Z',
};
