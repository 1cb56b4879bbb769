"""The object store, against a server of its kind on the loopback."""

import io
import sys
import time

import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

import config
from jicms.core import crypto, unit_of_work
from jicms.files import alarms, renewal, s3, service
from jicms.files.errors import FileDamaged, StorageFailed
from jicms.files.models import StoredFile
from jicms.files.settings import Bucket
from tests.files.helpers import CONTENT, SYSTEM, take_in

LONG = CONTENT * 80
KEYS = ("k1:" + "A" * 43, "k2:" + "B" * 43)


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, context, configured, request):
    """A bucket of its own, with versions and locks; the store is in it."""
    name = f"evidence-{abs(hash(request.node.name))}"
    made = Bucket(name, server, "us-east-1", "jicms/", "key", "secret")
    client = s3.client_of(made)
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    configured(bucket=made, max_bytes=len(LONG) + 1)
    return made


def stored(bucket):
    """(key, bytes) of each object."""
    client = s3.client_of(bucket)
    listed = client.list_objects_v2(Bucket=bucket.name).get("Contents", ())
    get = client.get_object
    return {row["Key"]: get(Bucket=bucket.name, Key=row["Key"])["Body"].read() for row in listed}


def test_a_file_goes_there_sealed_and_comes_back_in_whole_and_in_parts(bucket, on_disk):
    file = take_in(LONG)
    assert on_disk() == []
    ((name, sealed),) = stored(bucket).items()
    assert name == f"jicms/{file.key[:2]}/{file.key[2:4]}/{file.key}"
    assert b"witness" not in sealed
    with service.open_stream(file) as stream:
        assert stream.part(70_000, 70_100) == LONG[70_000:70_100]
        assert stream.part(len(LONG) - 5) == LONG[-5:]
        assert b"".join(stream) == LONG
    assert service.verify(file)


def test_an_object_that_was_changed_or_is_gone_sounds_the_alarm(bucket, monkeypatch):
    heard = []
    monkeypatch.setattr(alarms, "on_damage", [lambda damage: heard.append(damage.reason)])
    file, client = take_in(), s3.client_of(bucket)
    ((name, sealed),) = stored(bucket).items()
    flipped = sealed[:300] + bytes([sealed[300] ^ 1]) + sealed[301:]
    client.put_object(Bucket=bucket.name, Key=name, Body=flipped)
    assert not service.verify(file)
    client.put_object(Bucket=bucket.name, Key=name, Body=sealed[:-1])
    assert not service.verify(file)
    client.delete_object(Bucket=bucket.name, Key=name)
    with pytest.raises(FileDamaged):
        service.open_stream(file)
    assert heard == ["TAMPERED", "TAMPERED", "MISSING"]


def test_a_rolled_back_file_leaves_the_bucket(bucket, on_disk):
    unit_of_work.begin_write()
    service.ingest(io.BytesIO(CONTENT), name="x", by=None)
    assert len(stored(bucket)) == 1
    unit_of_work.abandon()
    assert stored(bucket) == {}
    assert on_disk() == []


def test_the_sweep_sets_aside_what_no_row_knows(bucket):
    kept, lost = take_in(), service.store().draft()
    lost.write(b"x")
    lost.keep()
    long_ago = time.time() + 60
    swept = service.store().sweep(lambda _keys: {kept.key}, older_than=time.time() - long_ago)
    assert swept.set_aside == (lost.key,)
    assert {name.rsplit("/", 1)[-1] for name in stored(bucket)} == {kept.key, lost.key}
    assert f"jicms/orphans/{lost.key}" in stored(bucket)


def test_a_locked_object_cannot_be_deleted(bucket, configured):
    configured(
        bucket=Bucket(
            bucket.name, bucket.endpoint, "us-east-1", "jicms/", "key", "secret", "COMPLIANCE", 30
        )
    )
    file, client = take_in(), s3.client_of(bucket)
    ((name, sealed),) = stored(bucket).items()
    told = client.head_object(Bucket=bucket.name, Key=name)
    assert told["ObjectLockMode"] == "COMPLIANCE"
    assert told["ObjectLockRetainUntilDate"].timestamp() > time.time() + 29 * 86_400
    with pytest.raises(ClientError, match=r"Access ?Denied"):
        client.delete_object(Bucket=bucket.name, Key=name, VersionId=told["VersionId"])
    client.delete_object(Bucket=bucket.name, Key=name)  # a marker, no more
    old = client.get_object(Bucket=bucket.name, Key=name, VersionId=told["VersionId"])
    assert old["Body"].read() == sealed
    assert file.size == len(CONTENT)


def test_a_new_master_key_renews_objects_while_they_are_read(bucket):
    crypto.configure(KEYS[0])
    file = take_in(LONG)
    with service.open_stream(file) as before:
        first = next(before)
        crypto.configure(",".join(reversed(KEYS)))
        renewal.renew(file)
        assert first + b"".join(before) == LONG
    crypto.configure(KEYS[1])
    assert service.verify(file)
    with unit_of_work.read(SYSTEM) as session:
        assert session.get(StoredFile, file.id).key_id == "k2"


def test_a_store_that_is_away_is_a_sentence_and_leaves_nothing(context, configured, on_disk):
    configured(bucket=Bucket("nobody", "http://127.0.0.1:9", "us-east-1", "", "key", "secret"))
    with pytest.raises(StorageFailed), unit_of_work.write(SYSTEM):
        service.ingest(io.BytesIO(CONTENT), name="x", by=None)
    assert on_disk() == []


def test_a_missing_package_is_said_plainly(monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(s3.PackageMissing, match="requirements-s3"):
        s3.client_of(Bucket("another"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENDPOINT", "ftp://x"),
        ("KEY_ID", "alone"),
        ("PREFIX", "/absolute"),
        ("PREFIX", "no-slash"),
        ("RETAIN", "FOREVER:1"),
        ("RETAIN", "COMPLIANCE:0"),
    ],
)
def test_a_malformed_setting_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv("JICMS_S3_BUCKET", "evidence")
    monkeypatch.setenv(f"JICMS_S3_{name}", value)
    with pytest.raises(config.UnsafeSettings, match="JICMS_S3_"):
        config.load()


def test_settings_name_the_store(monkeypatch):
    assert config.load()["S3"] is None
    for name, value in {
        "BUCKET": "evidence",
        "PREFIX": "jicms/",
        "RETAIN": "GOVERNANCE:365",
    }.items():
        monkeypatch.setenv(f"JICMS_S3_{name}", value)
    made = Bucket(**config.load()["S3"])
    assert (made.name, made.retain_mode, made.retain_days) == ("evidence", "GOVERNANCE", 365)
