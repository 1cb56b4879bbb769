"""Keys, passwords, tags, sealed fields and tokens."""

import base64

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from jicms.core import crypto
from jicms.core.crypto import keys as rings
from jicms.core.crypto import passwords as password_settings
from jicms.core.crypto import setup
from jicms.core.crypto.keys import Keyring

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
RING = Keyring(ONE)
CHEAP = crypto.Passwords(cost=crypto.Argon2Cost(1, 8, 1), pbkdf2_iterations=1)
CHEAP_PBKDF2 = crypto.Passwords(crypto.Scheme.PBKDF2, pbkdf2_iterations=10)


@pytest.fixture(autouse=True)
def put_back():
    ring, passwords = rings._Process.ring, password_settings._Process.passwords
    yield
    rings._Process.ring, password_settings._Process.passwords = ring, passwords


def text_of(*keys: tuple[str, bytes]) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys)


def flipped(text: str, at: int) -> str:
    other = "A" if text[at] != "A" else "B"
    return text[:at] + other + text[at + 1 :]


class TestKeyring:
    def test_a_bare_value_is_key_k1(self):
        ring = Keyring(base64.b64encode(ONE).decode())
        assert ring.current == "k1"
        assert ring.derive("x") == RING.derive("x")

    def test_the_first_key_is_current_and_all_are_kept(self):
        ring = Keyring(text_of(("2027", TWO), ("2026", ONE)) + ", ")
        assert ring.key_ids == ("2027", "2026")
        assert ring.derive("x") == Keyring(TWO).derive("x")
        assert ring.derive("x", "2026") == RING.derive("x")

    def test_both_base64_alphabets_with_or_without_padding(self):
        key = b"\xfb\xff" * 17
        forms = [base64.b64encode(key), base64.urlsafe_b64encode(key)]
        forms += [form.rstrip(b"=") for form in forms]
        assert len({Keyring(form.decode()).derive("x") for form in forms}) == 1

    def test_purposes_and_masters_have_their_own_keys(self):
        other = Keyring(TWO)
        assert len({RING.derive("a"), RING.derive("b"), other.derive("a"), ONE, TWO}) == 5

    @pytest.mark.parametrize(
        ("master", "sentence"),
        [
            ("", "not set"),
            (" , ", "not set"),
            (base64.b64encode(ONE[:31]).decode(), "31 bytes; 32 are needed"),
            (b"short", "5 bytes"),
            ("k1:***", "not base64"),
            (text_of(("k1", ONE), ("k1", TWO)), "twice"),
            (text_of(("k1", ONE)) + "," + base64.b64encode(TWO).decode(), "id:base64"),
            (text_of(("a key", ONE)), "key id"),
            (text_of(("k" * 17, ONE)), "key id"),
        ],
    )
    def test_unusable_master_keys_are_refused_with_a_sentence(self, master, sentence):
        with pytest.raises(crypto.BadKeyMaterial, match=sentence):
            Keyring(master)

    def test_neither_repr_nor_errors_show_key_material(self):
        secret = base64.b64encode(ONE[:31]).decode()
        with pytest.raises(crypto.BadKeyMaterial) as caught:
            Keyring(secret)
        assert secret[:8] not in str(caught.value)
        assert repr(RING) == "<Keyring k1>"

    def test_without_configure_there_is_no_ring(self):
        rings._Process.ring = None
        with pytest.raises(crypto.NotConfigured):
            crypto.keyring()

    def test_configure_sets_the_ring_of_the_process(self):
        ring = crypto.configure(text_of(("new", TWO), ("k1", ONE)), passwords=CHEAP)
        assert crypto.keyring() is ring
        assert crypto.current_key_id("audit") == "new"


class TestTags:
    def test_a_tag_holds_only_for_its_purpose_key_and_data(self):
        ring = Keyring(text_of(("b", TWO), ("a", ONE)))
        made = crypto.tag("audit", b"row", key_id="b", keys=ring)
        assert len(made) == 64
        assert crypto.check_tag("audit", "b", b"row", made, keys=ring)
        assert not crypto.check_tag("audit", "a", b"row", made, keys=ring)
        assert not crypto.check_tag("seal", "b", b"row", made, keys=ring)
        assert not crypto.check_tag("audit", "b", b"rov", made, keys=ring)
        assert not crypto.check_tag("audit", "b", b"row", "é\ud800", keys=ring)

    def test_tags_made_before_a_rotation_still_check(self):
        made = crypto.tag("audit", b"row", key_id="k1", keys=RING)
        ring = Keyring(text_of(("k2", TWO), ("k1", ONE)))
        assert crypto.check_tag("audit", "k1", b"row", made, keys=ring)

    def test_an_unknown_key_id_is_told_apart_from_a_wrong_tag(self):
        with pytest.raises(crypto.UnknownKey, match="k9"):
            crypto.check_tag("audit", "k9", b"row", "00", keys=RING)

    def test_hmac_sha256_by_rfc_4231_case_2(self):
        class Fixed(Keyring):
            def derive(self, purpose, key_id=None):
                return b"Jefe"

        made = crypto.tag("t", b"what do ya want for nothing?", key_id="k1", keys=Fixed(ONE))
        assert made == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


class TestFields:
    @given(st.text(), st.text(), st.text())
    def test_what_was_sealed_opens(self, purpose, context, text):
        sealed = crypto.seal_text(purpose, context, text, keys=RING)
        assert crypto.open_text(purpose, context, sealed, keys=RING) == text

    @given(st.text(min_size=1), st.integers(min_value=0))
    def test_no_character_of_it_can_be_changed(self, text, at):
        sealed = crypto.seal_text("vault", "1", text, keys=RING)
        with pytest.raises(crypto.CryptoError):
            crypto.open_text("vault", "1", flipped(sealed, at % len(sealed)), keys=RING)

    @given(st.integers(min_value=1))
    def test_it_can_not_be_cut(self, by):
        sealed = crypto.seal_text("vault", "1", "a name", keys=RING)
        with pytest.raises(crypto.CryptoError):
            crypto.open_text("vault", "1", sealed[: -(by % len(sealed)) or 0], keys=RING)

    @given(st.text())
    def test_anything_else_is_refused_by_a_typed_error(self, text):
        with pytest.raises(crypto.CryptoError):
            crypto.open_text("vault", "1", text, keys=RING)

    def test_it_opens_only_in_its_place(self):
        sealed = crypto.seal_text("vault", "vault:1:phone", "555", keys=RING)
        for purpose, context in [
            ("vault", "vault:2:phone"),
            ("other", "vault:1:phone"),
            ("vaul", "tvault:1:phone"),
        ]:
            with pytest.raises(crypto.Tampered):
                crypto.open_text(purpose, context, sealed, keys=RING)

    def test_equal_texts_look_different(self):
        assert len({crypto.seal_text("v", "1", "same", keys=RING) for _ in range(50)}) == 50

    def test_unknown_and_wrong_keys_have_names(self):
        sealed = crypto.seal_text("v", "1", "x", keys=RING)
        with pytest.raises(crypto.WrongKey, match="k1"):
            crypto.open_text("v", "1", sealed, keys=Keyring(TWO))
        with pytest.raises(crypto.UnknownKey, match="k1"):
            crypto.open_text("v", "1", sealed, keys=Keyring(text_of(("k2", ONE))))

    def test_a_new_master_key_opens_old_fields_and_marks_them(self):
        sealed = crypto.seal_text("v", "1", "x", keys=RING)
        ring = Keyring(text_of(("k2", TWO), ("k1", ONE)))
        assert crypto.open_text("v", "1", sealed, keys=ring) == "x"
        assert crypto.needs_reseal(sealed, keys=ring)
        assert not crypto.needs_reseal(crypto.seal_text("v", "1", "x", keys=ring), keys=ring)

    def test_the_process_ring_is_the_default(self):
        crypto.configure(ONE, passwords=CHEAP)
        assert crypto.open_text("v", "1", crypto.seal_text("v", "1", "ü")) == "ü"


class TestPasswords:
    @pytest.mark.parametrize("setting", [CHEAP, CHEAP_PBKDF2], ids=lambda s: s.scheme)
    def test_the_right_password_and_only_that(self, setting):
        stored = setting.hash("correct horse ü\ud800")
        assert setting.verify(stored, "correct horse ü\ud800")
        assert not setting.verify(stored, "correct horse")
        assert not setting.verify(stored, "")
        assert not setting.needs_rehash(stored)
        assert setting.hash("correct horse ü\ud800") != stored

    def test_either_scheme_checks_whatever_the_setting(self):
        for maker, checker in [(CHEAP, CHEAP_PBKDF2), (CHEAP_PBKDF2, CHEAP)]:
            stored = maker.hash("pw")
            assert checker.verify(stored, "pw")
            assert checker.needs_rehash(stored)

    def test_a_change_of_cost_asks_for_a_new_hash(self):
        dearer = crypto.Passwords(cost=crypto.Argon2Cost(2, 8, 1))
        assert dearer.needs_rehash(CHEAP.hash("pw"))
        slower = crypto.Passwords(crypto.Scheme.PBKDF2, pbkdf2_iterations=11)
        assert slower.needs_rehash(CHEAP_PBKDF2.hash("pw"))

    def test_composed_and_decomposed_letters_are_one_password(self):
        assert CHEAP.verify(CHEAP.hash("caf\u00e9"), "cafe\u0301")

    @pytest.mark.parametrize(
        "stored",
        [
            None,
            "",
            "!",
            "$argon2id$",
            "$argon2id$v=19$m=8,t=1,p=1$AAAA",
            "$argon2id$\u00fc",
            "plain",
            "pbkdf2-sha256$x$AA$AA",
            "pbkdf2-sha256$10$AA$AA",
            "pbkdf2-sha256$99999999999$AAAA$" + "A" * 43,
            "a$b$c$d$e",
        ],
    )
    @pytest.mark.parametrize("setting", [CHEAP, CHEAP_PBKDF2], ids=lambda s: s.scheme)
    def test_a_missing_or_unusable_hash_is_false(self, setting, stored):
        assert setting.verify(stored, "plain") is False
        assert setting.needs_rehash(stored or "") is True

    @pytest.mark.parametrize("setting", [CHEAP, CHEAP_PBKDF2], ids=lambda s: s.scheme)
    def test_an_unknown_account_costs_one_full_hash(self, setting, monkeypatch):
        spent = []
        real = crypto.Passwords._check
        monkeypatch.setattr(
            crypto.Passwords, "_check", lambda *given: spent.append(given[1]) or real(*given)
        )
        setting.verify(None, "pw")
        (dummy,) = spent
        assert real(setting, dummy, "pw") is False, "well-formed, so the full work is done"
        assert not setting.needs_rehash(dummy), "at the current cost"

    def test_overlong_passwords_cost_nothing(self):
        with pytest.raises(ValueError, match="1024"):
            CHEAP.hash("x" * 1025)
        assert CHEAP.verify(CHEAP.hash("x" * 1024), "x" * 1024)
        assert not CHEAP.verify(CHEAP.hash("x"), "x" * 1025)

    def test_defaults_are_argon2id_by_rfc_9106_and_600000_rounds(self):
        setting = crypto.Passwords()
        assert setting.scheme == "argon2id"
        assert setting.cost == crypto.Argon2Cost(time=3, memory_kib=65536, lanes=4)
        assert setting.pbkdf2_iterations == 600_000

    def test_pbkdf2_hmac_sha256_by_a_published_vector(self):
        made = password_settings._pbkdf2(
            "passwordPASSWORDpassword", b"saltSALT" * 4 + b"salt", 4096
        )
        assert made.hex() == "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1"

    def test_module_functions_follow_configure(self):
        crypto.configure(ONE, passwords=CHEAP_PBKDF2)
        stored = crypto.hash_password("pw")
        assert stored.startswith("pbkdf2-sha256$10$")
        assert crypto.verify_password(stored, "pw")
        assert not crypto.verify_password(None, "pw")
        assert crypto.needs_rehash(CHEAP.hash("pw"))


class TestFips:
    def test_needs_the_approved_scheme(self):
        with pytest.raises(crypto.BadKeyMaterial, match="pbkdf2-sha256"):
            crypto.configure(ONE, passwords=CHEAP, require_fips=True)

    def test_needs_the_provider(self, monkeypatch):
        monkeypatch.setattr(setup, "fips_active", lambda: False)
        with pytest.raises(crypto.BadKeyMaterial, match="FIPS provider"):
            crypto.configure(ONE, passwords=CHEAP_PBKDF2, require_fips=True)

    def test_checks_no_argon2_hash(self, monkeypatch):
        monkeypatch.setattr(setup, "fips_active", lambda: True)
        crypto.configure(ONE, passwords=CHEAP_PBKDF2, require_fips=True)
        assert not crypto.verify_password(CHEAP.hash("pw"), "pw")
        assert crypto.verify_password(crypto.hash_password("pw"), "pw")

    @pytest.mark.parametrize(("python", "package"), [(True, True), (True, False), (False, True)])
    def test_is_active_only_where_both_libraries_refuse_md5(self, monkeypatch, python, package):
        def refuse(error):
            def refusal(*_given):
                raise error

            return refusal

        by_python = refuse(ValueError("disabled for FIPS")) if python else lambda _data: None
        by_package = refuse(UnsupportedAlgorithm("fips")) if package else lambda _algorithm: None
        monkeypatch.setattr(setup.hashlib, "md5", by_python)
        monkeypatch.setattr(setup.hashes, "Hash", by_package)
        assert setup.fips_active() is (python and package)


class TestTokens:
    def test_tokens_are_long_and_never_repeat(self):
        made = {crypto.random_token() for _ in range(1000)}
        assert len(made) == 1000
        assert all(len(token) == 43 for token in made)
        assert len(crypto.random_name()) == 32
        assert len(crypto.random_key()) == 32

    def test_the_digest_is_sha256(self):
        expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        running = crypto.hasher()
        running.update(b"a")
        running.update(b"bc")
        assert crypto.token_digest("abc") == crypto.digest(b"abc") == expected
        assert running.hexdigest() == expected

    def test_codes_survive_being_read_out(self):
        code = crypto.one_time_code()
        assert len(code) == 14
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert not set(code) & set("ILOU")
        read_out = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert crypto.normalise_code(read_out) == code.replace("-", "")

    @given(st.text())
    def test_any_typed_code_normalises_to_itself(self, typed):
        once = crypto.normalise_code(typed)
        assert crypto.normalise_code(once) == once

    def test_comparison_of_secrets(self):
        assert crypto.same("é\ud800", "é\ud800")
        assert not crypto.same("a", "b")
