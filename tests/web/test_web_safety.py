"""What strangers try."""

import socket
from pathlib import Path

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from browsing import OpenPage
from live_site import Site, open_site


def _answer(site: Site, method: str, path: str = "/", **options: object) -> requests.Response:
    return requests.request(method, site.url(path), timeout=10, allow_redirects=False, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "", "a b"]
)
def test_a_foreign_name_is_not_answered(site: Site, host: str) -> None:
    assert _answer(site, "GET", "/api/v1/now", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080"])
def test_its_own_names_are(site: Site, host: str) -> None:
    assert _answer(site, "GET", "/api/v1/now", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", {"data": {"start": "back"}}),
        ("/api/v1/commands", {"json": {"intent": "start", "slots": {"routine": "back"}}}),
    ],
)
def test_another_site_cannot_start_anything(
    idle_site: Site, headers: dict[str, str], path: str, body: dict[str, object]
) -> None:
    assert _answer(idle_site, "POST", path, headers=headers, **body).status_code == 403
    assert idle_site.now()["state"] == "idle"


@pytest.mark.parametrize("path", ["/api/v1/now", "/api/v1/events", "/api/v1/routines/back/recording"])
def test_another_site_ties_up_no_thread(site: Site, path: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        assert _answer(site, "GET", path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/config.yaml",
        "/static//etc/passwd",
        "/static/....//app.py",
        "/api/v1/stretches/..%2f..%2fconfig/drawing",
    ],
)
def test_a_path_leads_to_no_other_file(site: Site, path: str) -> None:
    # Not by a library that tidies paths.
    host, port = site.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.split()[1] in (b"404", b"308", b"422")
    assert b"root:" not in answer
    assert b"import " not in answer


def test_a_hundred_megabytes_are_refused_before_they_are_sent(site: Site) -> None:
    host, port = site.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            f"POST /api/v1/commands HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {100 * 2**20}\r\n\r\n".encode()
        )
        assert connection.recv(65_536).split()[1] == b"413"


def test_scripts_and_styles_come_from_its_own_files_only(site: Site) -> None:
    for path in ("/", "/api/v1/now", "/nowhere", "/static/style.css"):
        headers = _answer(site, "GET", path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_on_the_network_only_who_knows_the_password_comes_in(tmp_path: Path, open_page: OpenPage) -> None:
    with open_site(tmp_path, "--host", "0.0.0.0") as site:  # noqa: S104 - what is shown
        port = site.address.rsplit(":", 1)[1].rstrip("/")
        here = f"http://127.0.0.1:{port}"
        code = next(line for line in iter(lambda: site.printed[-1], None) if "code" in line).split()[-1].rstrip(".")
        browser = requests.Session()
        browser.headers["Sec-Fetch-Site"] = "same-origin"
        assert requests.get(f"{here}/api/v1/now", timeout=10).status_code == 401
        assert requests.get(f"{here}/", timeout=10).url == f"{here}/first-visit"
        assert Axe().run(open_page(here)).violations_count == 0
        password = {"password": "my back is fine", "again": "my back is fine"}
        wrong = browser.post(f"{here}/first-visit", {"code": "no", **password}, timeout=10)
        assert "not the code" in wrong.text
        browser.post(f"{here}/first-visit", {"code": code, **password}, timeout=10)
        assert browser.get(f"{here}/api/v1/now", timeout=10).status_code == 200
        kept = next(tmp_path.rglob("page.json"))
        assert kept.stat().st_mode & 0o077 == 0
        assert "my back" not in kept.read_text()

        entrance = open_page(f"{here}/progress")
        assert entrance.get_by_role("heading", level=1).text_content() == "Log in"
        assert Axe().run(entrance).violations_count == 0
        entrance.get_by_label("Password").fill("my back is fine")
        entrance.get_by_role("button", name="Log in").click()
        assert entrance.get_by_role("heading", level=1).text_content() == "Progress"

        for elsewhere in ("//evil.example", "/\\evil.example", "/\t/evil.example", "/\n"):
            form = {"password": "my back is fine", "then": elsewhere}
            entered = browser.post(f"{here}/enter", form, timeout=10, allow_redirects=False)
            assert (entered.status_code, entered.headers["Location"]) == (303, "/")

        # A cookie alone does not prove that its browser shows our page.
        del browser.headers["Sec-Fetch-Site"]
        assert browser.post(f"{here}/api/v1/commands", json={"intent": "stop"}, timeout=10).status_code == 403

        page = requests.post(f"{here}/access/tokens", {"name": "kitchen"}, timeout=10)
        assert page.url.startswith(f"{here}/enter")
        browser.headers["Sec-Fetch-Site"] = "same-origin"
        made = browser.post(f"{here}/access/tokens", {"name": "kitchen"}, timeout=10).text
        token = made.split('<code class="token">')[1].split("<")[0]
        bearer = {"Authorization": f"Bearer {token}"}
        obeyed = requests.post(f"{here}/api/v1/commands", json={"intent": "stop"}, headers=bearer, timeout=10)
        assert obeyed.status_code == 202

        browser.post(f"{here}/leave", timeout=10)
        assert browser.get(f"{here}/api/v1/now", timeout=10).status_code == 401
        guesses = [requests.post(f"{here}/enter", {"password": str(n)}, timeout=10).status_code for n in range(6)]
        assert guesses[-1] == 429
        assert not any(token in line or "my back" in line for line in site.printed)
