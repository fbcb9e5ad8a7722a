"""One flow through the client that openapi-python-client makes: sign in, draft a plan, meet a problem, send a file, use a union."""

import datetime
import io
import sys

from thidua_client import AuthenticatedClient, Client
from thidua_client.api.allocations import list_allocations
from thidua_client.api.auth import login
from thidua_client.api.files import upload_file
from thidua_client.api.me import get_me
from thidua_client.api.movements import list_movements
from thidua_client.api.plans import create_plan
from thidua_client.api.reorganisations import create_reorganisation
from thidua_client.models import (
    CreatePlan,
    CreateReorganisation,
    Login,
    Plan,
    Problem,
    ProblemCode,
    RenameStep,
    RenameStepType,
    TaskInput,
    UploadForm,
)
from thidua_client.types import File

base, password = sys.argv[1:]


def signed_in(username: str) -> AuthenticatedClient:
    tokens = login.sync(client=Client(base_url=base), body=Login(username=username, password=password))
    return AuthenticatedClient(base_url=base, token=tokens.access_token)


officer = signed_in("officer.h04.stp")
unit_id = get_me.sync(client=officer).assignments[0].unit_id
movement = list_movements.sync(client=officer, limit=1).items[0]

body = CreatePlan(movement_id=movement.id, unit_id=unit_id, tasks=[TaskInput(title="Trợ giúp pháp lý lưu động")])
plan = create_plan.sync(client=officer, body=body)
assert isinstance(plan, Plan) and plan.unit_id == unit_id and plan.tasks[0].title == "Trợ giúp pháp lý lưu động", plan

problem = create_plan.sync(client=officer, body=body)
assert isinstance(problem, Problem) and problem.code == ProblemCode.PLAN_EXISTS and problem.plan_id == plan.id, problem

pdf = File(payload=io.BytesIO(b"%PDF-1.4\n%%EOF\n"), file_name="ke-hoach.pdf", mime_type="application/pdf")
file = upload_file.sync(client=officer, body=UploadForm(file=pdf))
assert file.name == "ke-hoach.pdf", file

assert list_allocations.sync(client=officer, movement_id=movement.id).items == []

day = datetime.date(2026, 1, 1)
step = RenameStep(type_=RenameStepType.RENAME, unit="H60.STP", name="Sở Tư pháp đổi tên")
paper = create_reorganisation.sync(
    client=signed_in("admin"),
    dry_run=True,
    body=CreateReorganisation(
        title="Đổi tên", legal_basis="1/QĐ-BTP", in_force_from=day, operational_from=day, steps=[step]
    ),
)
assert isinstance(paper.steps[0], RenameStep) and paper.steps[0].name == "Sở Tư pháp đổi tên", paper
print("Python client: passed")
