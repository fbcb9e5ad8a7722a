"""Whether rules and boards ask for what there is.

    python3 boards.py URL ADMIN_URL TOKEN MOVEMENT

Each metric that they name is in `/metrics` of the running service; each question of the business board is answered to a machine
client, and each column that it shows is in the spec.
"""

import json, pathlib, re, sys, urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "spec"))
from breaking import flat

base, admin, token, movement = sys.argv[1:]
METRIC = re.compile(r"\b(?:http_request|jobs|journal|database|figures|personal|second_factors|webhook\w*|feed)_[a-z_]+\b")


def get(url, bearer=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {bearer}"} if bearer else {})
    return urllib.request.urlopen(request, timeout=60).read().decode()


def expressions():
    """Of the rules and of the board for operation, without what they say for people."""
    rules = pathlib.Path("ops/prometheus/rules.yml").read_text()
    yield from re.findall(r"expr: *(?:>\n((?: {10}.*\n)+)|(.*))", rules)
    for board in pathlib.Path("ops/grafana").glob("*.json"):
        for panel in json.loads(board.read_text())["panels"]:
            yield from (("", target["expr"]) for target in panel["targets"] if "expr" in target)


def metrics():
    told = {line.split("{")[0].split(" ")[0] for line in get(f"{admin}/metrics").splitlines() if line and line[0] != "#"}
    named = {name for pair in expressions() for name in METRIC.findall("".join(pair))}
    assert len(named) > 15, named
    # What has not happened yet is told as 0: a rule over what is absent would be silent.
    assert not named - told, f"no such metric: {sorted(named - told)}"
    # The other way round: what is measured is shown or watched.
    unseen = sorted({re.sub("_(bucket|sum|count)$", "", name) for name in told} - {re.sub("_(bucket|sum|count)$", "", name) for name in named})
    assert not unseen, f"nobody looks at: {unseen}"
    return len(named)


def column(document, schema, path):
    for part in path.split("."):
        schema = flat(document, schema)
        for one in schema.get("oneOf", []):
            schema = flat(document, one) if "$ref" in one else schema
        assert part in schema["properties"], f"no such column: {path}"
        schema = schema["properties"][part]


def questions():
    document = json.loads(get(f"{base}/openapi.json"))
    board = json.loads(pathlib.Path("ops/grafana/business.json").read_text())
    targets = [target for panel in board["panels"] for target in panel["targets"]]
    targets += [variable["query"]["infinityQuery"] for variable in board["templating"]["list"] if "infinityQuery" in variable["query"]]
    for target in targets:
        url = target["url"].replace("${movement}", movement)
        answer = json.loads(get(base + url, token))
        assert target["root_selector"] in answer, url
        content = document["paths"][url.split("?")[0]]["get"]["responses"]["200"]["content"]["application/json"]
        rows = flat(document, content["schema"])["properties"][target["root_selector"]]["items"]
        for one in target["columns"]:
            column(document, rows, one["selector"])
    return len(targets)


print(f"{questions()} questions of the board are answered; {metrics()} metrics are there")
