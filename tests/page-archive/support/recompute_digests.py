"""Recomputes every digest of a WACZ (argument 1) and looks for the artifacts of its manifest (argument 2) in it.

Shares no code with the project: the standard library of another language alone. Prints what was checked and what is wrong, as JSON.
"""

import hashlib
import json
import sys
import zipfile
import zlib


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def members(data):
    """The gzip members of a file, each with where it lies."""
    start = 0
    while start < len(data):
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(data[start:]) + unpacker.flush()
        end = len(data) - len(unpacker.unused_data)
        yield start, data[start:end], content
        start = end


def fields_of(lines):
    fields = {}
    for line in lines.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        fields[name.decode("latin-1").lower()] = value.strip().decode("utf-8")
    return fields


def payload_of(fields, block):
    if fields["warc-type"] == "revisit":
        return None
    if fields["content-type"].startswith("application/http"):
        return block.partition(b"\r\n\r\n")[2]
    return block


def main(wacz, manifest):
    with zipfile.ZipFile(wacz) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with open(manifest, "rb") as file:
        named = json.load(file)
    wrong, payloads, records, digests = [], set(), {}, 0

    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        content = files.get(resource["path"], b"")
        if "sha256:" + sha256(content) != resource["hash"] or len(content) != resource["bytes"]:
            wrong.append("datapackage: " + resource["path"])
    described = {resource["path"] for resource in package["resources"]}
    for name in files.keys() - described - {"datapackage.json", "datapackage-digest.json"}:
        wrong.append("in no datapackage: " + name)
    if json.loads(files["datapackage-digest.json"])["hash"] != "sha256:" + sha256(files["datapackage.json"]):
        wrong.append("datapackage-digest.json")

    warc = files["archive/data.warc.gz"]
    for offset, packed, content in members(warc):
        head, _, rest = content.partition(b"\r\n\r\n")
        fields = fields_of(head)
        length = int(fields["content-length"])
        block = rest[:length]
        where = "%s of %s at %d" % (fields["warc-type"], fields.get("warc-target-uri"), offset)
        if not head.startswith(b"WARC/1.1") or rest[length:] != b"\r\n\r\n":
            wrong.append("layout: " + where)
        if fields["warc-block-digest"] != "sha256:" + sha256(block):
            wrong.append("block: " + where)
        digests += 1
        payload = payload_of(fields, block)
        if payload is not None and "warc-payload-digest" in fields:
            digests += 1
            payloads.add(sha256(payload))
            if fields["warc-payload-digest"] != "sha256:" + sha256(payload):
                wrong.append("payload: " + where)
        records[(offset, len(packed))] = (fields, packed)

    for line in files["indexes/index.cdx"].decode("utf-8").splitlines():
        entry = json.loads(line.split(" ", 2)[2])
        record = records.get((int(entry["offset"]), int(entry["length"])))
        if record is None or record[0]["warc-target-uri"] != entry["url"]:
            wrong.append("index: " + entry["url"])
        elif entry["recordDigest"] != "sha256:" + sha256(record[1]):
            wrong.append("index digest: " + entry["url"])

    for artifact in named["artifacts"]:
        if artifact["role"] == "wacz":
            with open(wacz, "rb") as file:
                if sha256(file.read()) != artifact["sha256"]:
                    wrong.append("the archive is not the manifest's")
            if sha256(files["datapackage.json"]) != artifact["datapackageSha256"]:
                wrong.append("the datapackage is not the manifest's")
        elif artifact["sha256"] not in payloads:
            wrong.append("artifact not in the archive: " + artifact["name"])
    types = {}
    for fields, _ in records.values():
        types[fields["warc-type"]] = types.get(fields["warc-type"], 0) + 1
    print(json.dumps({"files": len(files), "digests": digests, "artifacts": len(named["artifacts"]), "records": types, "wrong": wrong}))


main(sys.argv[1], sys.argv[2])
