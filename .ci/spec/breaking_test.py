"""Each way of breaking a client is seen in today's spec, and what is only added is not."""

import copy
import json
import sys
import unittest

from breaking import Comparison

with open("openapi/openapi.json") as file:
    SPEC = json.load(file)
PLANS, SCHEMAS = "/api/v1/plans", "components"


def answers(document):
    return document["components"]["schemas"]


def member(document, name, key):
    """The schema that itself has the member."""
    node = answers(document)[name]
    return next(part for part in [node, *node.get("allOf", [])] if key in part.get("properties", {}))


def gone(document):
    del document["paths"][PLANS]["get"]


def renamed(document):
    document["paths"][PLANS]["get"]["operationId"] = "plans"


def permission(document):
    document["paths"][PLANS]["get"]["security"] = [{"bearer": ["plans:manage"]}]


def parameter_gone(document):
    document["paths"][PLANS]["get"]["parameters"].pop()


def parameter_needed(document):
    document["paths"][PLANS]["get"]["parameters"].append({"in": "query", "name": "new", "required": True, "schema": {"type": "string"}})


def format_gone(document):
    del document["paths"][PLANS]["get"]["responses"]["200"]["content"]["text/csv"]


def header_gone(document):
    del document["paths"][PLANS]["get"]["responses"]["200"]["headers"]["Link"]


def answer_less(document):
    part = member(document, "Plan", "tasks")
    del part["properties"]["tasks"]
    part["required"].remove("tasks")


def answer_unsure(document):
    member(document, "Plan", "tasks")["required"].remove("tasks")


def answer_other(document):
    member(document, "Plan", "tasks")["properties"]["tasks"] = {"type": "string"}


def asks_more(document):
    member(document, "CreatePlan", "tasks").setdefault("required", []).append("tasks")


def takes_less(document):
    del member(document, "CreatePlan", "tasks")["properties"]["tasks"]


def takes_shorter(document):
    member(document, "CreatePlan", "tasks")["properties"]["tasks"]["maxItems"] = 1


def event_gone(document):
    document["webhooks"].popitem()


def more(document):
    member(document, "Plan", "tasks")["properties"]["new"] = {"type": "string"}
    member(document, "CreatePlan", "tasks")["properties"]["new"] = {"type": "string"}
    answers(document)["PlanStatus"]["enum"].append("new")
    document["paths"][PLANS]["get"]["parameters"].append({"in": "query", "name": "new", "schema": {"type": "string"}})
    document["paths"]["/api/v1/new"] = document["paths"][PLANS]


class Breaking(unittest.TestCase):
    def found(self, change):
        changed = copy.deepcopy(SPEC)
        change(changed)
        return Comparison(SPEC, changed).all()

    def test_each_way_is_seen(self):
        for change in [gone, renamed, permission, parameter_gone, parameter_needed, format_gone, header_gone, answer_less,
                       answer_unsure, answer_other, asks_more, takes_less, takes_shorter, event_gone]:
            with self.subTest(change.__name__):
                self.assertTrue(self.found(change))

    def test_what_is_added_breaks_nothing(self):
        self.assertEqual(self.found(more), set())
        self.assertEqual(self.found(lambda same: same), set())

    def test_a_value_that_is_no_longer_taken_is_seen(self):
        def less(document):
            answers(document)["PlanStatus"]["enum"].pop()
        self.assertTrue(self.found(less))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
