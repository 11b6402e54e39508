from __future__ import annotations

import pytest

from poolhouse.http.sdk_version import sdk_version


@pytest.mark.parametrize(
    ("user_agent", "version"),
    [
        (b"Boto3/1.44.5 md/Botocore#1.44.5 ua/2.1 os/linux lang/python#3.11", "aws-sdk-python-1.44.5"),
        (b"Botocore/1.44.5 ua/2.1", "aws-sdk-python-1.44.5"),
        (b"aws-cli/1.46.2 md/Botocore#1.44.5 ua/2.1", "aws-sdk-python-1.44.5"),
        (b"aws-sdk-js/3.600.0 ua/2.0 os/linux#5 lang/js", "aws-sdk-js-3.600.0"),
        (b"aws-sdk-go-v2/1.30.0 os/linux", "aws-sdk-go-v2-1.30.0"),
        (b"aws-sdk-java/2.25.1 Linux", "aws-sdk-java-2.25.1"),
        (b"Mozilla/5.0 (X11) Gecko/20100101", "aws-sdk-unknown-unknown"),
        (b"aws-sdk-js/", "aws-sdk-unknown-unknown"),
        (b"aws-sdk-js/\xff\xfe", "aws-sdk-unknown-unknown"),
        (b"", "aws-sdk-unknown-unknown"),
    ],
)
def test_sdk_version_of_a_user_agent(user_agent: bytes, version: str) -> None:
    assert sdk_version({b"user-agent": user_agent}) == version


def test_browsers_name_the_sdk_in_a_header_of_its_own() -> None:
    headers = {b"user-agent": b"Mozilla/5.0", b"x-amz-user-agent": b"aws-sdk-js/3.600.0 ua/2.0"}
    assert sdk_version(headers) == "aws-sdk-js-3.600.0"


def test_no_header_at_all() -> None:
    assert sdk_version({}) == "aws-sdk-unknown-unknown"
