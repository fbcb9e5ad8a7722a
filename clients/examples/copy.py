"""Keeps a copy of what one account sees, in SQLite: snapshots once, then the feed. Stop it and start it again as you like.

    python3 copy.py https://thidua.example.vn officer.g15.tdkt PASSWORD copy.db [--once]
"""

import hashlib, json, sqlite3, sys, time, urllib.error, urllib.parse, urllib.request

base, username, password, file = sys.argv[1:5]
once = "--once" in sys.argv
RESOURCES = ["units", "movements", "plans", "targets", "reports", "nominations", "decisions", "awards", "exemplars", "indicators"]
# Whose a row is: the members that name the units towards which the account has to stand somehow to see it.
OWNERS = {"movements": ["launched_by_unit_id"], "plans": ["unit_id"], "exemplars": ["unit_id"],
          "reports": ["unit_id", "preparer_unit_id"], "nominations": ["nominating_unit_id"],
          "decisions": ["deciding_unit_id", "preparing_unit_id"]}
token = None
db = sqlite3.connect(file, isolation_level=None)
db.execute("CREATE TABLE IF NOT EXISTS copy (resource TEXT, id TEXT, row TEXT, PRIMARY KEY (resource, id))")
db.execute("CREATE TABLE IF NOT EXISTS place (cursor TEXT)")


def get(path, **query):
    """The lines of an answer; none where it is 403 or 404. Signs in where it has to."""
    global token
    while True:
        request = urllib.request.Request(f"{base}/api/v1{path}?{urllib.parse.urlencode(query, doseq=True)}")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read().splitlines(keepends=True)
        except urllib.error.HTTPError as error:
            if error.code in (403, 404):
                return None
            if error.code != 401:
                raise
        body = json.dumps({"username": username, "password": password}).encode()
        login = urllib.request.Request(f"{base}/api/v1/auth/login", body, {"Content-Type": "application/json"})
        token = json.load(urllib.request.urlopen(login, timeout=60))["access_token"]


def put(resource, row):
    if resource == "plans":  # its targets are parts of it
        drop("targets", lambda target: target["plan_id"] == row["id"])
        for target in row["targets"]:
            put("targets", target)
    db.execute("INSERT OR REPLACE INTO copy VALUES (?, ?, ?)", (resource, row["id"], json.dumps(row)))


def drop(resource, which):
    for id, row in db.execute("SELECT id, row FROM copy WHERE resource = ?", (resource,)).fetchall():
        if which(json.loads(row)):
            db.execute("DELETE FROM copy WHERE resource = ? AND id = ?", (resource, id))
            if resource == "plans":
                drop("targets", lambda target: target["plan_id"] == id)


def snapshot(unit=None, only=None):
    """Everything, what is a unit's, or one resource, in the place of what is held. Answers the cursor of the first."""
    cursor, resources = None, [only] if only else RESOURCES
    for resource in resources:
        drop(resource, lambda row: not unit or unit in [row.get(owner) for owner in OWNERS.get(resource, [])])
    for resource in resources:
        lines = get(f"/snapshot/{resource}", **({"unit_id": unit} if unit else {}))
        if lines is None:
            continue
        end = json.loads(lines.pop())["end"]
        assert end["count"] == len(lines) and end["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
        for line in lines:
            put(resource, json.loads(line))
        cursor = cursor or end["cursor"]
    return cursor


def take(entry):
    if entry["kind"] in ("entered_scope", "left_scope"):
        return snapshot(entry.get("unit_id"), entry.get("resource"))
    resource, id = entry["resource"], entry["id"]
    found = get(f"/{resource}/{id}") if entry["kind"] == "changed" else None
    put(resource, json.loads(b"".join(found))) if found else drop(resource, lambda row: row["id"] == id)


def keep(cursor):
    db.execute("DELETE FROM place")
    db.execute("INSERT INTO place VALUES (?)", (cursor,))


while True:
    place = db.execute("SELECT cursor FROM place").fetchone()
    db.execute("BEGIN IMMEDIATE")  # rows and cursor together: whoever is cut off begins at the last cursor again
    try:
        if place is None:
            keep(snapshot())
        else:
            part = json.loads(b"".join(get("/changes", after=place[0], limit=100, wait=0 if once else 20)))
            for entry in part["items"]:
                take(entry)
            keep(part["next_cursor"])
            if once and not part["more"]:
                db.execute("COMMIT")
                break
        db.execute("COMMIT")
    except urllib.error.HTTPError as error:
        db.execute("ROLLBACK")
        if error.code == 410:  # too far behind: from the beginning
            db.execute("DELETE FROM place")
        elif error.code in (429, 503):
            time.sleep(float(error.headers.get("Retry-After", 1)))
        else:
            raise
print({resource: count for resource, count in db.execute("SELECT resource, count(*) FROM copy GROUP BY resource")})
