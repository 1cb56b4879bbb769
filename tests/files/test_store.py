"""Files on disk: whole or not there, under our own names, and nothing in place is deleted."""

import os
import stat
import time

import pytest

from jicms.core import crypto
from jicms.core.crypto import keys as rings
from jicms.files import store as store_module
from jicms.files.store import FileStore


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(rings._Process, "ring", rings.Keyring(bytes(range(32))))
    return FileStore(tmp_path / "data" / "files")


def put(store: FileStore, data: bytes = b"content") -> str:
    draft = store.draft()
    draft.write(data)
    draft.keep()
    return draft.key


def everything(store: FileStore) -> list[str]:
    return sorted(str(p.relative_to(store.root)) for p in store.root.rglob("*") if p.is_file())


def age(path) -> None:
    os.utime(path, (time.time() - 1000,) * 2)


def test_a_file_lies_in_a_sharded_folder_under_a_random_name(store):
    key = put(store)
    assert everything(store) == [f"{key[:2]}/{key[2:4]}/{key}"]
    with store.open(key) as blob:
        assert blob.read() == b"content"


def test_the_plaintext_is_nowhere_on_disk(store):
    key = put(store, b"secret narrative" * 10_000)
    assert b"secret" not in store.path(key).read_bytes()


def test_only_our_account_can_read(store):
    path = store.path(put(store))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, store.root, store.root / "tmp"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_draft_is_not_in_place_until_it_is_kept(store):
    draft = store.draft()
    draft.write(b"x" * 100_000)
    assert everything(store) == [f"tmp/{draft.key}"]
    with pytest.raises(FileNotFoundError):
        store.open(draft.key)
    draft.discard()
    draft.discard()
    assert everything(store) == []


def test_content_is_durable_before_the_name_and_the_name_before_success(store, monkeypatch):
    put(store)
    steps = []
    real_sync, real_rename = os.fsync, store_module.Path.rename
    monkeypatch.setattr(
        store_module.os,
        "fsync",
        lambda handle: steps.append(stat.S_ISDIR(os.fstat(handle).st_mode)) or real_sync(handle),
    )
    monkeypatch.setattr(
        store_module.Path,
        "rename",
        lambda path, to: steps.append("rename") or real_rename(path, to),
    )
    draft = store.draft()
    draft.key = "0" * 32
    draft.keep()
    file_at, rename_at = steps.index(False), steps.index("rename")
    assert file_at < rename_at
    assert steps[-1] is True, "the folder's new entry is synced last"


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"]
)
def test_only_keys_of_ours_become_paths(store, key):
    with pytest.raises(crypto.Malformed):
        store.open(key)


def test_a_file_under_another_files_name_is_refused(store):
    one, other = put(store, b"one"), put(store, b"two")
    store.path(one).replace(store.path(other))
    with pytest.raises(crypto.Tampered):
        store.open(other)


class TestSweep:
    def test_removes_old_drafts_only(self, store):
        old, new = store.draft(), store.draft()
        age(store.root / "tmp" / old.key)
        assert store.sweep(set, older_than=500).removed == 1
        assert everything(store) == [f"tmp/{new.key}"]
        for draft in (old, new):
            draft.discard()

    def test_sets_aside_old_files_without_a_row_and_keeps_their_content(self, store):
        known, unknown, fresh = (put(store) for _ in range(3))
        for key in (known, unknown):
            age(store.path(key))
        whole = store.path(unknown).read_bytes()
        swept = store.sweep(lambda keys: {known} & set(keys), older_than=500)
        assert swept.set_aside == (unknown,)
        assert (store.root / "orphans" / unknown).read_bytes() == whole
        assert store.path(known).exists()
        assert store.path(fresh).exists()

    def test_asks_in_batches_and_leaves_foreign_files_alone(self, store, monkeypatch):
        monkeypatch.setattr(store_module, "_BATCH", 2)
        keys = {put(store) for _ in range(5)}
        for key in keys:
            age(store.path(key))
        foreign = store.path(min(keys)).parent / "README"
        foreign.write_text("x")
        age(foreign)
        asked = []
        swept = store.sweep(lambda batch: asked.append(len(batch)) or set(batch), older_than=500)
        assert asked == [2, 2, 1]
        assert swept == store_module.Swept(0, ())
        assert foreign.exists()

    def test_an_empty_store_is_fine(self, store):
        assert store.sweep(set, older_than=0) == store_module.Swept(0, ())
