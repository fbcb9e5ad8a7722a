"""Whether a copy that clients/examples/copy.py has made is what the API answers, field for field."""

import json, sqlite3, sys, urllib.request

base, token, file = sys.argv[1:]
# How a row stands at the moment of reading.
MOMENT = {"actions"}
# What a list says of a row is all that there is; there are many of them.
WHOLE = {"units", "indicators"}


def get(path):
    request = urllib.request.Request(f"{base}/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
    return json.load(urllib.request.urlopen(request, timeout=60))


def lasting(row):
    return {member: value for member, value in row.items() if member not in MOMENT}


copy = {(resource, id): json.loads(row) for resource, id, row in sqlite3.connect(file).execute("SELECT * FROM copy")}
for resource in ["units", "movements", "plans", "targets", "reports", "nominations", "decisions", "awards", "exemplars", "indicators"]:
    held, path = {id for kind, id in copy if kind == resource}, f"/{resource}?limit=200"
    while path:
        page = get(path)
        for item in page["items"]:
            held.discard(item["id"])
            now = item if resource in WHOLE else get(f"/{resource}/{item['id']}")
            row = copy.get((resource, item["id"]))
            assert row and lasting(row) == lasting(now), (resource, item["id"], row, now)
        path = page.get("next_cursor") and f"/{resource}?limit=200&cursor={page['next_cursor']}"
    assert not held, (resource, "is not there any more", held)
print(f"copy: {len(copy)} rows, as the API answers them")
