"""The bytes in flight: bounded, and who gives way."""

from __future__ import annotations

import asyncio

import pytest

from services.ingest import in_flight
from services.ingest.in_flight import InFlight, Overloaded


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_flight, "_ROOM_SECONDS", 0.01)


async def test_a_stalled_upload_gives_way_to_a_small_dump() -> None:
    bytes_in_flight = InFlight(100)

    async def stalled(size: int) -> None:
        with bytes_in_flight.share() as share:
            await share.hold(size)
            await share.wait(asyncio.Event().wait(), 3600)

    uploads = [asyncio.create_task(stalled(size)) for size in (30, 60)]
    await asyncio.sleep(0)
    with bytes_in_flight.share() as small:
        await small.hold(20)
        with pytest.raises(Overloaded):
            await uploads[1]
        assert not uploads[0].done()
        assert bytes_in_flight.used == 50
    uploads[0].cancel()


async def test_who_holds_most_and_wants_more_is_refused() -> None:
    bytes_in_flight = InFlight(100)
    with bytes_in_flight.share() as small, bytes_in_flight.share() as large:
        await small.hold(10)
        await large.hold(80)
        with pytest.raises(Overloaded):
            await large.hold(20)


async def test_who_waits_for_room_gets_what_is_dropped() -> None:
    bytes_in_flight = InFlight(100)
    with bytes_in_flight.share() as first, bytes_in_flight.share() as second:
        await first.hold(100)
        waiting = asyncio.create_task(second.hold(50))
        await asyncio.sleep(0)
        first.drop(60)
        await waiting
        assert bytes_in_flight.used == 90


async def test_what_is_handed_over_counts_until_it_is_confirmed() -> None:
    bytes_in_flight = InFlight(100)
    confirmation: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    with bytes_in_flight.share() as share:
        await share.hold(70)
        share.hand_over(70, confirmation)
    assert not bytes_in_flight.fits(31)
    confirmation.set_exception(ConnectionError("refused, and nobody waits for it any more"))
    await asyncio.sleep(0)
    assert bytes_in_flight.used == 0


async def test_waiting_has_its_own_end() -> None:
    with InFlight(100).share() as share, pytest.raises(TimeoutError):
        await share.wait(asyncio.Event().wait(), 0)
