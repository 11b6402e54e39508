"""Pools whose mails have a link that confirms the account."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from poolhouse.directory.pool_address import PoolAddresses

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"
BY_LINK: dict[str, Any] = {"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}}
CONFIRMED = "Your account is confirmed"
UNUSABLE = "This link cannot be used"


@pytest.fixture
def quay(make_harbour: Any) -> Any:
    """User names of their own, and a link for each address."""
    return make_harbour(AutoVerifiedAttributes=["email"], **BY_LINK)


def sign_up(there: Any, name: str = "marina", **attributes: str) -> str:
    """The mail to somebody new."""
    given = {"email": EMAIL, **attributes}
    there.house.call(
        "SignUp",
        ClientId=there.client_id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": attribute, "Value": value} for attribute, value in given.items()],
    )
    return mail(there)


def mail(there: Any) -> str:
    body: str = there.house.messages(there.pool_id)[-1]["body"]
    return body


def link_in(body: str) -> str:
    return body.partition("<")[2].partition(">")[0]


def status(there: Any, name: str = "marina") -> str:
    user = there.house.call("AdminGetUser", UserPoolId=there.pool_id, Username=name)
    return str(user["UserStatus"])


def changed(link: str, **values: str) -> str:
    parts = urlsplit(link)
    fields = {name: found[0] for name, found in parse_qs(parts.query).items()}
    return f"{parts.path}?{urlencode({**fields, **values})}"


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def test_a_link_confirms(quay: Any) -> None:
    link = link_in(sign_up(quay))
    page = quay.browser().open(link)
    assert (page.status, page.heading) == (200, CONFIRMED)
    assert status(quay) == "CONFIRMED"
    assert quay.house.attributes(quay.pool_id)["email_verified"] == "true"
    assert quay.house.sign_in(quay.client_id)["AccessToken"]


def test_the_mail(quay: Any) -> None:
    body = sign_up(quay, "marina+é&=/?#{x}")
    message = quay.house.messages(quay.pool_id)[-1]
    query = f"client_id={quay.client_id}&user_name=marina%2B%C3%A9%26%3D%2F%3F%23%7Bx%7D&confirmation_code="
    link = f"http://localhost:9500/confirmUser?{query}{message['code']}"
    assert message["subject"] == "Your verification link"
    assert body == f"Please click the link below to verify your email address. Verify Email <{link}>"
    assert quay.browser().open(link).heading == CONFIRMED


def test_the_pools_own_texts(make_harbour: Any) -> None:
    template = {
        **BY_LINK["VerificationMessageTemplate"],
        "EmailMessage": "no {####}",
        "EmailSubject": "no",
        "EmailMessageByLink": "Ahoy {username}, {## come aboard ##} or {##here##}: {####}",
        "EmailSubjectByLink": "The gangway",
    }
    there = make_harbour(AutoVerifiedAttributes=["email"], VerificationMessageTemplate=template)
    body = sign_up(there)
    link = link_in(body)
    assert body == f"Ahoy marina, come aboard <{link}> or here <{link}>: <{link}>"
    assert there.house.messages(there.pool_id)[-1]["subject"] == "The gangway"


def test_asking_again(quay: Any) -> None:
    first = link_in(sign_up(quay))
    quay.house.call("ResendConfirmationCode", ClientId=quay.client_id, Username="marina")
    second = link_in(mail(quay))
    assert quay.browser().open(first).heading == UNUSABLE
    assert quay.browser().open(second).heading == CONFIRMED


def test_what_else_is_proved_is_proved_by_codes(make_harbour: Any) -> None:
    there = make_harbour(AutoVerifiedAttributes=["email", "phone_number"], **BY_LINK)
    house = there.house
    assert sign_up(there, phone_number="+12065550100") == f"Your verification code is {house.code(there.pool_id)}"
    house.user(there.pool_id, "otto", email="otto@harbour.test", email_verified="true")
    house.call("ForgotPassword", ClientId=there.client_id, Username="otto")
    assert mail(there) == f"Your verification code is {house.code(there.pool_id)}"
    token = house.sign_in(there.client_id, "otto")["AccessToken"]
    house.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    assert mail(there) == f"Your verification code is {house.code(there.pool_id)}"


@pytest.mark.parametrize(
    ("domains", "address"),
    [
        (["{prefix}"], "http://{prefix}.auth.localhost:9500"),
        (["{prefix}", "{prefix}.example.com"], "http://{prefix}.example.com:9500"),
    ],
)
def test_the_pools_own_domain(quay: Any, domains: list[str], address: str) -> None:
    prefix = quay.pool_id.partition("_")[2].lower()
    certificate = {
        "CertificateArn": f"arn:aws:acm:us-east-1:000000000000:certificate/{'0' * 8}-0000-0000-0000-{'0' * 12}"
    }
    for domain in domains:
        custom = {"CustomDomainConfig": certificate} if "." in domain else {}
        quay.house.call("CreateUserPoolDomain", UserPoolId=quay.pool_id, Domain=domain.format(prefix=prefix), **custom)
    link = link_in(sign_up(quay))
    assert link.startswith(address.format(prefix=prefix) + "/confirmUser?")
    assert quay.browser().open(link).heading == CONFIRMED


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("https://id.example.com", "https://id.example.com"),
        ("https://id.example.com:8443/", "https://id.example.com:8443"),
        ("http://id.example.com", "http://{prefix}.auth.id.example.com"),
        ("http://127.0.0.1:9500", "http://{prefix}.auth.localhost:9500"),
        ("http://192.0.2.7:9500", "http://192.0.2.7:9500"),
        ("http://[::1]:9500", "http://{prefix}.auth.localhost:9500"),
    ],
)
def test_a_prefix_lies_below_names_that_no_certificate_guards(quay: Any, server: str, address: str) -> None:
    prefix = quay.pool_id.partition("_")[2].lower()
    quay.house.call("CreateUserPoolDomain", UserPoolId=quay.pool_id, Domain=prefix)

    async def found() -> str:
        async with quay.house.parts.store.read() as records:
            pool = await records.get_pool(quay.pool_id)
            assert pool is not None
            return await PoolAddresses(server).of(records, pool)

    assert quay.house.runner.run(found()) == address.format(prefix=prefix)


def test_another_pools_domain_knows_no_such_client(quay: Any, make_harbour: Any) -> None:
    other = make_harbour()
    prefix = other.pool_id.partition("_")[2].lower()
    other.house.call("CreateUserPoolDomain", UserPoolId=other.pool_id, Domain=prefix)
    link = link_in(sign_up(quay))
    page = quay.browser(base_url=f"http://{prefix}.auth.localhost:9500").open(changed(link))
    assert (page.status, page.heading, status(quay)) == (400, UNUSABLE, "UNCONFIRMED")


def test_the_host_of_a_request_is_in_no_link(quay: Any) -> None:
    """Else anybody could have the code of another's address brought to a site of their own."""
    browser = quay.browser(base_url="http://evil.example.com")
    page = browser.open(quay.path("/signup"))
    browser.submit(page, username="marina", password=PASSWORD, **{"requiredAttributes[email]": EMAIL})
    assert link_in(mail(quay)).startswith("http://localhost:9500/confirmUser?")


@pytest.mark.parametrize("path", ["/confirmuser", "/CONFIRMUSER", "/confirm"])
def test_any_letter_case(quay: Any, path: str) -> None:
    link = link_in(sign_up(quay))
    assert quay.browser().open(f"{path}?{urlsplit(link).query}").heading == CONFIRMED


def test_looking_is_not_opening(quay: Any) -> None:
    link = link_in(sign_up(quay))
    looked = quay.browser().send("HEAD", link)
    assert (looked.status, looked.response.content) == (200, b"")
    posted = quay.browser().send("POST", link, "")
    assert (posted.status, posted.response.headers["allow"]) == (405, "GET, HEAD")
    assert status(quay) == "UNCONFIRMED"


@pytest.mark.parametrize("hides", ["LEGACY", "ENABLED"])
def test_what_cannot_be_used_reads_the_same(make_harbour: Any, hides: str) -> None:
    there = make_harbour({"PreventUserExistenceErrors": hides}, AutoVerifiedAttributes=["email"], **BY_LINK)
    browser = there.browser()
    used = link_in(sign_up(there, "otto"))
    browser.open(used)
    link = link_in(sign_up(there))
    code = there.house.code(there.pool_id)
    seen = [
        browser.open(changed(link, **values))
        for values in (
            {"confirmation_code": wrong(code)},
            {"confirmation_code": "<b>"},
            {"user_name": "nobody"},
            {"user_name": ""},
            {"client_id": "1" * 26},
            {"client_id": ""},
        )
    ]
    seen.append(browser.open(used))
    there.house.clock.advance(24 * 3600)
    seen.append(browser.open(link))
    assert {page.status for page in seen} == {400}
    assert {page.heading for page in seen} == {UNUSABLE}
    assert len({page.response.text for page in seen}) == 1
    assert "ask for a new link there" in seen[0].response.text
    assert status(there) == "UNCONFIRMED"


def test_guessing_ends(quay: Any) -> None:
    link = link_in(sign_up(quay))
    guess = changed(link, confirmation_code=wrong(quay.house.code(quay.pool_id)))
    for _ in range(15):
        assert quay.browser().open(guess).heading == UNUSABLE
    page = quay.browser().open(link)
    assert (page.status, page.heading) == (400, UNUSABLE)
    assert "There were too many attempts." in page.response.text
    assert status(quay) == "UNCONFIRMED"


def test_an_address_that_has_an_account(make_harbour: Any) -> None:
    there = make_harbour(AliasAttributes=["email"], AutoVerifiedAttributes=["email"], **BY_LINK)
    link = link_in(sign_up(there))
    there.house.user(there.pool_id, "otto", email=EMAIL, email_verified="true")
    page = there.browser().open(link)
    assert (page.status, status(there)) == (400, "UNCONFIRMED")
    assert "There is an account with this email already." in page.response.text


def test_a_client_with_a_secret(make_harbour: Any) -> None:
    there = make_harbour(
        {"GenerateSecret": True}, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], **BY_LINK
    )
    browser = there.browser()
    browser.submit(browser.open(there.path("/signup")), username=EMAIL, password=PASSWORD)
    link = link_in(mail(there))
    assert "harbour.test" not in link
    assert browser.open(link).heading == CONFIRMED


def test_nothing_leaks(quay: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="poolhouse")
    link = link_in(sign_up(quay))
    code = quay.house.code(quay.pool_id)
    onward = changed(link, redirect_uri="https://evil.example.com", confirmation_code=wrong(code))
    for address in (onward, changed(link, redirect_uri="https://evil.example.com")):
        answer = quay.browser().send("GET", address)
        assert "no-store" in answer.response.headers["cache-control"]
        assert answer.response.headers["referrer-policy"] == "no-referrer"
        assert "evil.example.com" not in answer.response.text
        assert "location" not in answer.response.headers
        assert code not in answer.response.text
    assert status(quay) == "CONFIRMED"
    assert "CodeMismatchException" in caplog.text
    assert code not in caplog.text
    assert wrong(code) not in caplog.text


def test_it_speaks_the_visitors_language(quay: Any) -> None:
    link = link_in(sign_up(quay))
    assert quay.browser().open(link, accept_language="de").heading == "Ihr Konto ist bestätigt"
    assert quay.browser().open(link, accept_language="de").heading == "Dieser Link gilt nicht"


def test_pages_wait_for_the_link(make_harbour: Any) -> None:
    there = make_harbour(UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], **BY_LINK)
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/signup")), username=EMAIL, password=PASSWORD)
    assert page.heading == "Confirm your account"
    assert "We sent a link to m***@h***." in page.response.text
    assert [list(form.types) for form in page.page.forms] == [["_csrf", "username", "again"]]
    again = browser.submit(page)
    assert again.notice == "A new link is on its way."
    assert (
        browser.submit(browser.open(there.path("/login")), username=EMAIL, password=PASSWORD)
        .page.texts["p"]
        .endswith("Open the link that we sent you to confirm your account, then sign in.")
    )
    assert there.browser().open(link_in(mail(there))).heading == CONFIRMED
    login = browser.open(again.page.links["Back to sign in"])
    assert browser.submit(login, username=EMAIL, password=PASSWORD).status == 302


def test_a_form_without_a_code(make_harbour: Any) -> None:
    """No page has such a form, where links are mailed."""
    there = make_harbour(UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], **BY_LINK)
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/signup")), username=EMAIL, password=PASSWORD)
    sent = urlencode({"_csrf": page.form.values["_csrf"], "username": EMAIL})
    answer = browser.send("POST", there.path("/confirmuser"), sent)
    assert (answer.status, answer.heading) == (400, "Confirm your account")


def test_asking_for_a_link_later(quay: Any) -> None:
    sign_up(quay)
    browser = quay.browser()
    page = browser.open(quay.path("/confirmuser"))
    assert page.page.forms == []
    asked = browser.open(page.page.links["Send a new link"])
    assert asked.heading == "Get a new link"
    assert browser.submit(asked, username="marina").notice == "A new link is on its way."
    assert browser.open(link_in(mail(quay))).heading == CONFIRMED


def test_numbers_get_codes_on_pages(make_harbour: Any) -> None:
    there = make_harbour(UsernameAttributes=["phone_number"], AutoVerifiedAttributes=["phone_number"], **BY_LINK)
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/signup")), username="+12065550100", password=PASSWORD)
    done = browser.submit(page, code=there.house.code(there.pool_id))
    assert done.notice == "Your account is confirmed. You can sign in now."
