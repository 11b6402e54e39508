from __future__ import annotations

import logging

from poolhouse.http.request_id import REQUEST_ID, RequestIdFilter


def test_log_records_carry_the_id_of_their_request() -> None:
    record = logging.LogRecord("poolhouse", logging.INFO, __file__, 1, "text", (), None)
    RequestIdFilter().filter(record)
    assert vars(record)["request_id"] == "-"
    token = REQUEST_ID.set("abc")
    RequestIdFilter().filter(record)
    REQUEST_ID.reset(token)
    assert vars(record)["request_id"] == "abc"
