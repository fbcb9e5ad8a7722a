"""One flow through the package, against a running service: flow.py URL PASSWORD CLIENT_ID CLIENT_SECRET VECTORS"""

import contextlib
import datetime
import io
import json
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import httpx
from thidua import Refused, Session, WebhookRefused, idempotency_key, verify_webhook
from thidua_client.api.files import upload_file
from thidua_client.api.me import get_me
from thidua_client.api.movements import list_movements
from thidua_client.api.plans import create_plan, get_plan, issue_plan, request_plan_signature, update_plan
from thidua_client.api.reorganisations import create_reorganisation
from thidua_client.api.reports import create_report, list_obligations
from thidua_client.api.units import list_units
from thidua_client.models import (
    Comparator,
    CreatePlan,
    CreateReorganisation,
    CreateReport,
    DocumentInput,
    IssuePlan,
    MeasureInput,
    RenameStep,
    RenameStepType,
    TargetInput,
    TaskInput,
    UpdatePlan,
    UploadForm,
)
from thidua_client.types import File

base, password, client_id, client_secret, vectors = sys.argv[1:]


@contextlib.contextmanager
def refused(code: str) -> Iterator[list[Refused]]:
    found: list[Refused] = []
    try:
        yield found
    except Refused as error:
        assert error.code == code, (error.code, error)
        found.append(error)
    assert found, f"not refused with {code}"


officer = Session(base, username="officer.h04.stp", password=password)
with refused("invalid_credentials"):
    Session(base, username="officer.h04.stp", password="another one").call(get_me)

# A list, page after page.
unit_id = officer.call(get_me).assignments[0].unit_id
units = [unit.id for unit in officer.pages(list_units, q="so tu phap", limit=40)]
assert len(units) == len(set(units)) > 60, len(units)
movement = next(officer.pages(list_movements, limit=1))

# A plan, sent twice with the same key, is one; another one is refused.
body = CreatePlan(
    movement_id=movement.id,
    unit_id=unit_id,
    tasks=[TaskInput(title="Trợ giúp pháp lý lưu động")],
    measures=[MeasureInput(title="Phối hợp với Ủy ban nhân dân cấp xã")],
    targets=[TargetInput(task_no=1, indicator_code="TGPL-07", comparator=Comparator.GTE, target_value=6)],
)
key = idempotency_key()
plan = officer.call(create_plan, body=body, idempotency_key=key)
assert plan.unit_id == unit_id and plan.tasks[0].title == "Trợ giúp pháp lý lưu động", plan
assert officer.call(create_plan, body=body, idempotency_key=key).id == plan.id
with refused("plan_exists") as errors:
    officer.call(create_plan, body=body)
assert errors[0].problem["plan_id"] == str(plan.id), errors[0].problem


# Somebody else was faster: the change is made on what stands there now.
def add(now, title, etag):
    tasks = [TaskInput(id=task.id, title=task.title, no_target_reason=task.no_target_reason) for task in now.tasks]
    tasks.append(TaskInput(title=title, no_target_reason="Việc thường xuyên"))
    return officer.call(update_plan, plan.id, if_match=etag, body=UpdatePlan(tasks=tasks))


reads = []


def read():
    reads.append(officer.answered(get_plan, plan.id))
    if len(reads) == 1:
        add(plan, "Hòa giải ở cơ sở", reads[0].etag)
    return reads[-1]


changed = officer.change(read, lambda now: add(now.value, "Phổ biến pháp luật", now.etag))
assert len(reads) == 2 and len(changed.tasks) == 3, changed
with refused("version_mismatch"):
    add(plan, "Hòa giải ở cơ sở", reads[0].etag)

# The head issues what the officer has drafted; a report answers what is owed; and a file.
waiting = officer.answered(request_plan_signature, plan.id, if_match=officer.answered(get_plan, plan.id).etag)
today = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")).date()
document = DocumentInput(number="12/KH-STP", issued_on=today, signer_name="Nguyễn Văn Mẫu", signer_title="Giám đốc")
head = Session(base, username="head.h04.stp", password=password)
assert head.call(issue_plan, plan.id, if_match=waiting.etag, body=IssuePlan(document=document)).status == "issued"
obligation = next(officer.pages(list_obligations, movement_id=movement.id, unit_id=[unit_id], limit=1))
report = officer.call(create_report, body=CreateReport(obligation_id=obligation.id))
assert report.status == "draft", report
pdf = File(payload=io.BytesIO(b"%PDF-1.4\n%%EOF\n"), file_name="ke-hoach.pdf", mime_type="application/pdf")
assert officer.call(upload_file, body=UploadForm(file=pdf)).name == "ke-hoach.pdf"

# The feed, until it tells of the plan; and a machine client with less than it was given.
for part in officer.changes(wait=5):
    if any(entry.resource == "plans" and entry.id == plan.id for entry in part.items):
        break
machine = Session(base, client_id=client_id, client_secret=client_secret, scope="changes:read")
assert next(machine.changes(wait=0)).next_cursor
with refused("forbidden"):
    machine.call(list_units)
with refused("invalid_client"):
    Session(base, client_id=client_id, client_secret="another one").call(list_units)

# A union comes back as what it was.
day = datetime.date(2026, 1, 1)
step = RenameStep(type_=RenameStepType.RENAME, unit="H60.STP", name="Sở Tư pháp đổi tên")
paper = Session(base, username="admin", password=password).call(
    create_reorganisation,
    dry_run=True,
    body=CreateReorganisation(
        title="Đổi tên", legal_basis="1/QĐ-BTP", in_force_from=day, operational_from=day, steps=[step]
    ),
)
assert isinstance(paper.steps[0], RenameStep) and paper.steps[0].name == "Sở Tư pháp đổi tên", paper


# A session that is cut off is begun anew, and one that waits for its turn waits.
class Hurried(httpx.HTTPTransport):
    answers = [httpx.Response(401, json={}), httpx.Response(503, json={}, headers={"Retry-After": "0"})]

    def handle_request(self, request):
        if request.url.path.endswith("/me") and self.answers:
            return self.answers.pop(0)
        return super().handle_request(request)


assert Session(base, username="officer.h04.stp", password=password, transport=Hurried()).call(get_me).assignments
assert not Hurried.answers

for vector in json.loads(Path(vectors).read_text()):
    headers = {f"Webhook-{part.title()}": vector[part] for part in ("id", "timestamp", "signature")}
    try:
        verify_webhook(vector["body"].encode(), headers, vector["keys"], now=vector["now"])
        good = True
    except WebhookRefused:
        good = False
    assert good == vector["good"], vector["name"]
print("Python client: passed")
