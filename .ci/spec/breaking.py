"""What a client of the last release would no longer find, or would be refused, in today's spec.

    python3 breaking.py RELEASED TODAY DECLARED

Requests are read strictly and answers leniently (docs/versions.md): so a request may only take more, and an answer may only
give more. A finding that openapi/breaking.csv declares with a reason is let pass; a declaration of what is not so is refused.
"""

import csv
import json
import sys

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
# Less is stricter, and more is stricter.
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


class Comparison:
    def __init__(self, old, new):
        self.old, self.new = old, new
        self.found, self.seen = set(), set()

    def tell(self, where, what):
        self.found.add((where, what))

    def all(self):
        for path, item in self.old["paths"].items():
            for method in set(METHODS) & set(item):
                where, now = f"{method.upper()} {path}", self.new["paths"].get(path, {}).get(method)
                self.operation(where, item[method], now) if now else self.tell(where, "gone")
        for name, item in self.old.get("webhooks", {}).items():
            now = self.new.get("webhooks", {}).get(name)
            if not now:
                self.tell(f"event {name}", "gone")
                continue
            was = item["post"].get("requestBody", {})
            self.content(f"event {name}", was, now["post"].get("requestBody", {}), sent=False)
        return self.found

    def operation(self, where, old, new):
        if old.get("operationId") != new.get("operationId"):
            self.tell(where, f"is not called {old.get('operationId')} any more")
        if old.get("security") != new.get("security"):
            self.tell(where, "asks for another permission")
        was, now = self.parameters(self.old, old), self.parameters(self.new, new)
        for key, parameter in was.items():
            if key not in now:
                self.tell(where, f"parameter {key[1]}: gone")
                continue
            if now[key].get("required") and not parameter.get("required"):
                self.tell(where, f"parameter {key[1]}: became required")
            self.schema(f"{where} {key[1]}", parameter.get("schema", {}), now[key].get("schema", {}), True)
        for key in now.keys() - was.keys():
            if now[key].get("required"):
                self.tell(where, f"parameter {key[1]}: new and required")
        self.body(where, old, new)
        self.responses(where, old, new)

    def parameters(self, document, operation):
        found = [resolved(document, parameter) for parameter in operation.get("parameters", [])]
        return {(parameter["in"], parameter["name"]): parameter for parameter in found}

    def body(self, where, old, new):
        was, now = resolved(self.old, old.get("requestBody", {})), resolved(self.new, new.get("requestBody", {}))
        if now.get("required") and not was.get("required"):
            self.tell(where, "body: became required")
        self.content(where, was, now, sent=True)

    def responses(self, where, old, new):
        for status, response in old.get("responses", {}).items():
            if not status.startswith(("2", "3")):
                continue
            was, now = resolved(self.old, response), resolved(self.new, new.get("responses", {}).get(status, {}))
            if status not in new.get("responses", {}):
                self.tell(where, f"{status}: gone")
                continue
            for header in was.get("headers", {}).keys() - now.get("headers", {}).keys():
                self.tell(where, f"{status} header {header}: gone")
            self.content(f"{where} {status}", was, now, sent=False)

    def content(self, where, was, now, sent):
        for media, old in was.get("content", {}).items():
            if media not in now.get("content", {}):
                self.tell(where, f"{media}: gone")
            else:
                self.schema(where, old.get("schema", {}), now["content"][media].get("schema", {}), sent)

    def schema(self, where, old, new, sent):
        """`sent` by the client; else answered. What is reached by a name is told under that name, once."""
        name = old.get("$ref", "").rpartition("/")[2]
        if name:
            where = name
            if (name, new.get("$ref"), sent) in self.seen:
                return
            self.seen.add((name, new.get("$ref"), sent))
        old, new = flat(self.old, old), flat(self.new, new)
        self.types(where, old, new, sent)
        self.members(where, old, new, sent)
        if "items" in old:
            self.schema(f"{where}[]", old["items"], new.get("items", {}), sent)
        if isinstance(old.get("additionalProperties"), dict):
            now = new.get("additionalProperties")
            self.schema(f"{where}.*", old["additionalProperties"], now if isinstance(now, dict) else {}, sent)
        self.variants(where, old, new, sent)

    def types(self, where, old, new, sent):
        was, now = kinds(old), kinds(new)
        if was and now and not (was <= now if sent else now <= was):
            self.tell(where, f"type: was {'|'.join(sorted(was))}, is {'|'.join(sorted(now))}")
        if old.get("format") != new.get("format"):
            self.tell(where, f"format: was {old.get('format')}, is {new.get('format')}")
        if not sent:
            return
        if "pattern" in new and old.get("pattern") != new["pattern"]:
            self.tell(where, f"pattern: is {new['pattern']}")
        for bound in UPPER:
            if bound in new and (bound not in old or new[bound] < old[bound]):
                self.tell(where, f"{bound}: was {old.get(bound)}, is {new[bound]}")
        for bound in LOWER:
            if bound in new and new[bound] > old.get(bound, 0 if bound.startswith("min") and bound != "minimum" else float("-inf")):
                self.tell(where, f"{bound}: was {old.get(bound)}, is {new[bound]}")
        if "enum" in new:
            for value in old.get("enum", [None]):
                if value not in new["enum"]:
                    self.tell(where, f"value {value}: gone" if "enum" in old else "is a closed list now")

    def members(self, where, old, new, sent):
        was, now = old.get("properties", {}), new.get("properties", {})
        for member, schema in was.items():
            if member not in now:
                self.tell(f"{where}.{member}", "cannot be sent any more" if sent else "gone from the answer")
                continue
            self.schema(f"{where}.{member}", schema, now[member], sent)
        if sent:
            for member in new.get("required", set()) - old.get("required", set()):
                self.tell(f"{where}.{member}", "became required")
        else:
            for member in (old.get("required", set()) - new.get("required", set())) & now.keys():
                self.tell(f"{where}.{member}", "is not always answered any more")

    def variants(self, where, old, new, sent):
        was, now = variants(self.old, old), variants(self.new, new)
        if "null" in now and "null" not in was and was and not sent:
            self.tell(where, "may be null now")
        for name, schema in was.items():
            if name in now:
                self.schema(where, schema, now[name], sent)
            elif sent:
                self.tell(where, f"{name}: cannot be sent any more")


def resolved(document, node):
    while "$ref" in node:
        name = node["$ref"]
        node = document
        for part in name.lstrip("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def flat(document, node):
    """With its references followed and its `allOf` taken together."""
    node = resolved(document, node)
    whole = {key: value for key, value in node.items() if key not in ("allOf", "required", "properties")}
    whole["properties"], whole["required"] = dict(node.get("properties", {})), set(node.get("required", []))
    for part in node.get("allOf", []):
        part = flat(document, part)
        whole["properties"] |= part.pop("properties")
        whole["required"] |= part.pop("required")
        whole = part | whole
    return whole


def kinds(schema):
    named = schema.get("type", [])
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found


def variants(document, schema):
    found = {}
    for place, one in enumerate(schema.get("oneOf", schema.get("anyOf", []))):
        name = one.get("$ref", "").rpartition("/")[2]
        found["null" if one.get("type") == "null" else name or f"variant {place + 1}"] = one
    return found


def main(released, today, declared):
    with open(released) as old, open(today) as new, open(declared, newline="") as file:
        found = Comparison(json.load(old), json.load(new)).all()
        rows = {(row["where"], row["what"]): row["reason"] for row in csv.DictReader(file)}
    open_ = sorted(found - rows.keys())
    for where, what in open_:
        print(f"breaks what was released: {where}: {what}")
    for where, what in sorted(rows.keys() - found):
        print(f"declared, but not so: {where}: {what}")
    for place in [place for place, reason in rows.items() if not reason.strip()]:
        print(f"declared without a reason: {place[0]}: {place[1]}")
    if open_ or rows.keys() - found or not all(reason.strip() for reason in rows.values()):
        return "Mend it, or declare it with its reason in openapi/breaking.csv (docs/versions.md)."
    print(f"nothing breaks but {len(rows)} things that are declared" if rows else "nothing breaks")
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
