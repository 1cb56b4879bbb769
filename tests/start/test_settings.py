"""What production refuses, each with one plain sentence, and what every mode needs."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import request

import config
from jicms import create_app
from jicms.extensions import db
from tests.conftest import settings

ROOT = Path(config.__file__).parent
DEMO_KEY = config.DEMO_MASTER_KEY.partition(":")[2]
SAFE = {
    "JICMS_ENV": "production",
    "JICMS_SECRET_KEY": "a-secret-of-our-own-with-more-than-32-characters",
    "JICMS_MASTER_KEY": "k1:" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode(),
    "JICMS_ALLOW_SQLITE": "1",
    "JICMS_TRUSTED_HOSTS": "jicms.example.gov",
}


def start(folder, **changes):
    """Start the application in a process of its own; its exit code and what it said."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("JICMS_")}
    environment |= {**SAFE, "JICMS_DATA_DIR": str(folder), **changes}
    environment = {name: value for name, value in environment.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_production_starts_with_settings_of_its_own(tmp_path):
    assert start(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"JICMS_SECRET_KEY": None}, "JICMS_SECRET_KEY must be set"),
        ({"JICMS_SECRET_KEY": "short"}, "JICMS_SECRET_KEY must be set"),
        ({"JICMS_MASTER_KEY": None}, "JICMS_MASTER_KEY must be set"),
        ({"JICMS_ALLOW_SQLITE": None}, "Production runs on PostgreSQL"),
        ({"JICMS_TRUSTED_HOSTS": None}, "JICMS_TRUSTED_HOSTS must name the hosts"),
        ({"JICMS_TRUSTED_HOSTS": " , "}, "JICMS_TRUSTED_HOSTS must name the hosts"),
        ({"JICMS_ENV": "prod"}, "JICMS_ENV is 'prod'"),
        ({"JICMS_PROXIES": "one"}, "JICMS_PROXIES is 'one'"),
        ({"JICMS_MASTER_KEY": f"k1:{DEMO_KEY}"}, "JICMS_MASTER_KEY must be set"),
        ({"JICMS_MASTER_KEY": ""}, "JICMS_MASTER_KEY is not set"),
        ({"JICMS_MASTER_KEY": "k1:c2hvcnQ="}, "The key k1 in JICMS_MASTER_KEY has 5 bytes"),
        ({"JICMS_DATABASE_URL": "mysql://app:pw@db/jicms"}, "JICMS_DATABASE_URL must begin"),
        ({"JICMS_DATABASE_URL": "jicms"}, "JICMS_DATABASE_URL must begin"),
        ({"JICMS_DATA_DIR": "/proc/none"}, "The folder /proc/none (JICMS_DATA_DIR)"),
        ({"JICMS_PASSWORD_SCHEME": "md5"}, "JICMS_PASSWORD_SCHEME must be one of argon2id"),
        ({"JICMS_REQUIRE_FIPS": "1"}, "FIPS mode needs the password scheme pbkdf2-sha256"),
    ],
)
def test_production_refuses_unsafe_settings_with_one_sentence(tmp_path, changes, said):
    code, words = start(tmp_path, **changes)
    assert code == 1
    assert words.startswith(said)
    assert "\n" not in words
    assert "Traceback" not in words


def test_production_refuses_a_database_with_demo_accounts(databases, template, tmp_path):
    databases.copy(template, "production")
    code, words = start(tmp_path, JICMS_DATABASE_URL=databases.url("production"))
    assert code == 1
    assert words == (
        "This database holds demonstration accounts: production needs a database of its own."
    )


def test_the_application_says_that_it_is_up_and_ready(client):
    assert client.get("/healthz").json == {"status": "up"}
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.9"), (1, "192.0.2.2"), (2, "192.0.2.1")])
def test_only_so_many_forwarded_addresses_are_believed(
    databases, template, tmp_path, proxies, seen
):
    databases.copy(template, "proxied")
    app = create_app({**settings(databases.url("proxied"), tmp_path), "PROXIES": proxies})
    found = []

    @app.before_request
    def note():
        found.append(request.remote_addr)

    app.test_client().get(
        "/healthz",
        headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.2"},
        environ_base={"REMOTE_ADDR": "10.0.0.9"},
    )
    with app.app_context():
        db.engine.dispose()
    assert found == [seen]
