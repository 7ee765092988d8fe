"""Buys a seat through what openapi-python-client makes of the document. Usage: python buyer.py URL. Prints the order as JSON."""

import datetime
import json
import sys
import time
import uuid

from seatmesh_client import AuthenticatedClient, Client
from seatmesh_client import models
from seatmesh_client.api.book import hold_seats, place_order
from seatmesh_client.api.login import log_in
from seatmesh_client.api.publish import publish_event
from seatmesh_client.api.register import register_user

url = sys.argv[1]
password = "correct horse battery"


def session_of(name: str) -> AuthenticatedClient:
    email = f"{name}.{time.time_ns()}@example.com"
    with Client(base_url=url) as client:
        registered = register_user.sync(client=client, body=models.Registration(email=email, password=password, name=name))
        assert isinstance(registered, models.RegisteredUser), registered
        session = log_in.sync(client=client, body=models.Credentials(email=email, password=password))
        assert isinstance(session, models.Session), session
    return AuthenticatedClient(base_url=url, token=session.access_token)


ada, ben, eve = session_of("Ada"), session_of("Ben"), session_of("Eve")
begin = datetime.datetime(2999, 5, 14, 18, 30, tzinfo=datetime.timezone.utc)
event = publish_event.sync(
    client=ada,
    body=models.NewEvent(
        title="Brahms: A German Requiem",
        category="concert",
        starts_at=begin,
        ends_at=begin + datetime.timedelta(hours=2),
        currency=models.NewEventCurrency.EUR,
        venue=models.Venue(name="Kammermusiksaal", city="Berlin", country="Germany", time_zone="Europe/Berlin"),
        price_categories=[models.PriceCategory(id="front", name="Parquet", price_cents=4500)],
        chart=models.Chart(
            sections=[
                models.SeatedSection(
                    id="A",
                    name="Parquet",
                    kind="seated",
                    price_category="front",
                    rows=[models.ChartRow(label="12", seats=20)],
                )
            ]
        ),
    ),
)
assert isinstance(event, models.ShownEvent), event

seats = models.NamedSeats(seats=["A-12-7"])
hold = hold_seats.sync(event.id, client=ben, body=seats)
assert isinstance(hold, models.Hold), hold
refused = hold_seats.sync(event.id, client=eve, body=seats)
assert isinstance(refused, models.ProblemSeatsUnavailable), refused

order = place_order.sync(
    event.id,
    client=ben,
    body=models.OrderOfHold(hold_id=hold.id, expected_total_cents=hold.total_cents),
    idempotency_key=str(uuid.uuid4()),
)
assert isinstance(order, models.Order), order
print(json.dumps({"order": order.to_dict(), "taken": refused.seats}))
