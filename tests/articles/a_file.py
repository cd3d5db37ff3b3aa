"""Small files of each kind the desk takes, made of what tells one kind from another."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(**files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in files.items():
            out.writestr(name, content)
    return made.getvalue()


def office(folder: str, *more: str) -> bytes:
    names = ["[Content_Types].xml", f"{folder}/document.xml", *more]
    return packed(**dict.fromkeys(names, "<x/>"))


def open_document(media_type: str) -> bytes:
    return packed(mimetype=media_type, **{"content.xml": "<x/>"})


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(200)


def film(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(40)


OASIS = "application/vnd.oasis.opendocument."
EVERY_KIND = {
    "pdf": PDF,
    "doc": ole("WordDocument"),
    "docx": office("word"),
    "xls": ole("Workbook"),
    "xlsx": office("xl"),
    "ppt": ole("PowerPoint Document"),
    "pptx": office("ppt"),
    "odt": open_document(f"{OASIS}text"),
    "ods": open_document(f"{OASIS}spreadsheet"),
    "odp": open_document(f"{OASIS}presentation"),
    "epub": open_document("application/epub+zip"),
    "csv": "town;voters\nMálaga;1200\n".encode("latin-1"),
    "txt": "Said at noon.\n".encode("utf-16"),
    "zip": packed(**{"a.csv": "1,2"}),
    "mp3": MP3,
    "m4a": film(b"M4A "),
    "ogg": b"OggS" + bytes(24) + b"\x01vorbis" + bytes(20),
    "oga": b"OggS" + bytes(24) + b"OpusHead" + bytes(20),
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30),
    "mp4": film(b"isom"),
    "webm": b"\x1a\x45\xdf\xa3" + bytes(8) + b"\x42\x82\x84webm" + bytes(30),
}


def upload(content: bytes = PDF, name: str = "Annual report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
