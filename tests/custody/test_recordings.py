"""Sound and film on the page of an item: made anew, played in parts, and behind the same walls."""

from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.custody.views import showing
from jicms.files.media import service as media
from jicms.files.media.encoder import Limits
from jicms.files.media.models import MediaPreview
from jicms.files.models import FileSource, StoredFile
from tests.factories.evidence import item
from tests.factories.files import upload
from tests.support import recordings


def recorded(acting, number, data, name="interview.mp4", **more):
    with acting("investigator.ia") as session:
        made = item(session, number, kind_code="AUDIO_RECORDING", file=upload(data, name), **more)
        return f"/cases/{number}/evidence/items/{made.n}"


def test_film_is_made_on_demand_and_played_in_parts(acting, sign_in, number):
    original = recordings.film()
    at = recorded(acting, number, original)
    client = sign_in("investigator.ia")
    before = client.get(at).text
    assert "Make the preview" in before
    assert "<video" not in before
    assert client.get(f"{at}/play").status_code == 404
    done = client.post(f"{at}/play", follow_redirects=True).text
    assert "<video" in done
    assert "Make the preview" not in done
    whole = client.get(f"{at}/play", buffered=True)
    assert (whole.status_code, whole.content_type) == (200, "video/webm")
    assert recordings.look(whole.data)["kinds"] == {"video": "vp8", "audio": "opus"}
    assert not [secret for secret in recordings.SECRETS if secret in whole.data]
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    size = len(whole.data)
    for asked, start, stop in (
        ("bytes=0-3", 0, 4),
        ("bytes=700-", 700, size),
        ("bytes=-10", size - 10, size),
        ("bytes=0-99999999", 0, size),
    ):
        part = client.get(f"{at}/play", headers={"Range": asked}, buffered=True)
        assert (part.status_code, part.data) == (206, whole.data[start:stop])
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
    assert client.get(f"{at}/play", headers={"Range": "bytes=99999999-"}).status_code == 416
    for nonsense in ("bytes=5-2", "lines=1-2", "bytes=-", "bytes=0-1,4-5"):
        answer = client.get(f"{at}/play", headers={"Range": nonsense}, buffered=True)
        assert answer.status_code in {200, 416}
    assert client.get(f"{at}/file", buffered=True).data == original
    with acting() as session:
        looks = session.query(AuditEvent).filter_by(event="EVIDENCE_SHOWN").count()
        assert looks >= 5
        made = session.query(MediaPreview).one().file
        assert made.source is FileSource.GENERATED
    # Asked twice, it is made once.
    assert client.post(f"{at}/play").status_code == 302
    with acting() as session:
        assert session.query(StoredFile).filter_by(source=FileSource.GENERATED).count() == 1


def test_who_may_not_see_the_item_neither_makes_nor_plays_its_preview(acting, sign_in, number):
    secret = {"handling": int(Handling.GRAND_JURY)}
    at = recorded(acting, number, recordings.sound(), "a.wav", **secret)
    for name in ("investigator2.ia", "custodian.ia", "supervisor.opr", "specialist.ler"):
        assert sign_in(name).post(f"{at}/play").status_code == 404, name
    owner = sign_in("investigator.ia")
    assert "<audio" in owner.post(f"{at}/play", follow_redirects=True).text
    assert owner.get(f"{at}/play").status_code == 200
    for name in ("investigator2.ia", "custodian.ia", "supervisor.opr", "specialist.ler"):
        assert sign_in(name).get(f"{at}/play").status_code == 404, name
    other = recorded(acting, number, b"Some text.\n", "a.txt")
    assert owner.post(f"{other}/play").status_code == 404
    assert owner.get(f"{other}/play").status_code == 404


def test_what_can_not_be_decoded_is_told_with_the_download(acting, sign_in, number):
    at = recorded(acting, number, recordings.film()[:2000])
    client = sign_in("investigator.ia")
    told = client.post(f"{at}/play", follow_redirects=True)
    assert told.status_code == 200
    assert "can’t be decoded" in told.text
    assert "<video" not in told.text
    assert "Make the preview" not in told.text
    assert f"{at}/file" in told.text
    assert client.get(f"{at}/play").status_code == 404


def test_what_is_long_is_made_by_the_command(app, acting, sign_in, number, monkeypatch):
    at = recorded(acting, number, recordings.sound(2), "a.wav")
    recorded(acting, number, recordings.film()[:2000])
    client = sign_in("investigator.ia")
    monkeypatch.setattr(showing, "WAITING", Limits(longest=1))
    told = client.post(f"{at}/play", follow_redirects=True).text
    assert "its preview is made in the background" in told
    monkeypatch.setattr(media, "SMALL", 10)
    assert "The preview is being made" in client.get(at).text
    assert "Make the preview" not in client.get(at).text
    assert client.post(f"{at}/play").status_code == 422
    run = app.test_cli_runner().invoke(args=["files", "previews"])
    assert "1 previews made, 0 of them with gaps; 1 files got none." in run.output
    assert "<audio" in client.get(at).text
    assert client.get(f"{at}/play").status_code == 200
    run = app.test_cli_runner().invoke(args=["files", "previews"])
    assert "0 previews made, 0 of them with gaps; 0 files" in run.output
    run = app.test_cli_runner().invoke(args=["files", "previews", "--again"])
    assert "0 previews made, 0 of them with gaps; 1 files" in run.output
